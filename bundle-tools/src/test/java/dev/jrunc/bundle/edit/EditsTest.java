package dev.jrunc.bundle.edit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.UnknownProperty;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each row of the table makes its change, and nothing else is touched. */
class EditsTest {
    private static final String BASE = "{\"ociVersion\":\"1.3.0\",\"x-kept\":{\"big\":18446744073709551615}}";

    private static String edit(String base, String option, String... values) throws BundleException {
        ConfigTree config = ConfigTree.read(base.getBytes(StandardCharsets.UTF_8), "test");
        EditOption named = Edits.all().stream()
                .filter(each -> each.name().equals(option))
                .findFirst()
                .orElseThrow();
        named.change().apply(config, List.of(values));
        return config.text().replaceAll("[\\n\\t]", "").replace("\": ", "\":");
    }

    private static String added(String option, String... values) throws BundleException {
        String text = edit(BASE, option, values);
        String kept = BASE.substring(0, BASE.length() - 1);
        assertTrue(text.startsWith(kept), text);
        return text.substring(kept.length());
    }

    @Test
    void valuesGoWhereTheyBelong() throws BundleException {
        assertEquals(",\"hostname\":\"box\"}", added("--hostname", "box"));
        assertEquals(",\"root\":{\"readonly\":true}}", added("--rootfs-readonly", "true"));
        assertEquals(
                ",\"linux\":{\"resources\":{\"memory\":{\"limit\":67108864}}}}", added("--linux-mem-limit", "64m"));
        assertEquals(",\"linux\":{\"resources\":{\"memory\":{\"limit\":-1}}}}", added("--linux-mem-limit", "-1"));
        assertEquals(
                ",\"mounts\":[{\"destination\":\"/d\",\"type\":\"bind\",\"source\":\"/s\",\"options\":[\"rbind\",\"ro\"]}]}",
                added("--mounts-add", "/s:/d:bind:ro"));
        assertEquals(
                ",\"hooks\":{\"poststop\":[{\"path\":\"/h\",\"args\":[\"/h\",\"a\",\"b\"],\"env\":[\"K=v\"],\"timeout\":5}]}}",
                added("--hooks-poststop-add", "/h:a,b:K=v:5"));
        assertEquals(
                ",\"linux\":{\"devices\":[{\"type\":\"c\",\"path\":\"/dev/x\",\"major\":1,\"minor\":3,\"fileMode\":432,\"uid\":7}]}}",
                added("--linux-device-add", "c:1:3:/dev/x:fileMode=0660,uid=7"));
        assertEquals(
                ",\"linux\":{\"uidMappings\":[{\"containerID\":0,\"hostID\":100000,\"size\":65536}],"
                        + "\"namespaces\":[{\"type\":\"user\"}]}}",
                added("--linux-uidmappings", "100000:0:65536"));
        String joined = "{\"linux\":{\"namespaces\":[{\"type\":\"user\",\"path\":\"/n\"}]";
        assertEquals(
                joined + ",\"gidMappings\":[{\"containerID\":0,\"hostID\":1,\"size\":1}]}}",
                edit(joined + "}}", "--linux-gidmappings", "1:0:1"));
        assertEquals(
                ",\"linux\":{\"sysctl\":{\"net.ipv4.conf.eth0/1.forwarding\":\"a=b\"}}}",
                added("--linux-sysctl", "net.ipv4.conf.eth0/1.forwarding=a=b"));
        assertEquals(",\"process\":{\"args\":[\"sh\",\"-c\",\"a,b\"]}}", added("--args", "sh", "-c", "a,b"));
        assertEquals(",\"process\":{\"env\":[\"A=2\",\"B=\"]}}", added("--env", "A=1", "A=2", "B="));
    }

    @Test
    void whatIsRemovedIsGone() throws BundleException {
        String base = "{\"process\":{\"env\":[\"A=1\",\"AB=2\"],\"capabilities\":{\"effective\":[\"CAP_KILL\"]}},"
                + "\"mounts\":[{\"destination\":\"/a\"},{\"destination\":\"/b\"}]}";
        assertEquals(base.replace("\"A=1\",", ""), edit(base, "--env-remove", "A"));
        assertEquals(base.replace("{\"destination\":\"/a\"},", ""), edit(base, "--mounts-remove", "/a"));
        assertEquals(base.replace("\"CAP_KILL\"", ""), edit(base, "--process-cap-drop", "kill"));
        assertEquals(base.replaceFirst(",\"mounts\".*]", ""), edit(base, "--mounts-clear", ""));
        String priorities = "{\"linux\":{\"resources\":{\"network\":{\"priorities\":[";
        assertEquals(
                priorities + "{\"name\":\"b\",\"priority\":2}]}}}}",
                edit(
                        priorities + "{\"name\":\"a\",\"priority\":1},{\"name\":\"b\",\"priority\":2}]}}}}",
                        "--linux-network-priorities",
                        "a:-1"));
        BundleException e = assertThrows(BundleException.class, () -> edit(base, "--mounts-remove", "/c"));
        assertEquals("--mounts-remove /c: there is none in /mounts", e.getMessage());
    }

    @Test
    void anyValueCanBeSetByItsPointer() throws BundleException {
        assertEquals(",\"a\":{\"b/c\":[1,{\"d\":null}]}}", added("--set", "/a/b~1c=[1,{\"d\":null}]"));
        String base = "{\"list\":[1,2,3]}";
        assertEquals("{\"list\":[1,9,3]}", edit(base, "--set", "/list/1=9"));
        assertEquals("{\"list\":[1,2,3,4]}", edit(base, "--set", "/list/-=4"));
        assertEquals("{\"list\":[1,3]}", edit(base, "--unset", "/list/1"));
        assertEquals(base, edit(base, "--unset", "/nothing/there"));
        assertThrows(BundleException.class, () -> edit(base, "--set", "/list/9=1"));
        assertThrows(BundleException.class, () -> edit(base, "--set", "/list/x=1"));
        assertThrows(BundleException.class, () -> edit(base, "--set", "list=1"));
        BundleException e = assertThrows(BundleException.class, () -> edit(base, "--set", "/list={"));
        String words = String.valueOf(e.getMessage()); // those of the parser, but for what it says of itself
        assertTrue(words.endsWith("expected close marker for Object"), words);
    }

    @Test
    void aSystemCallHasOneRule() throws BundleException {
        String base = "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
                + "{\"names\":[\"read\",\"write\"],\"action\":\"SCMP_ACT_ALLOW\"},{\"names\":[\"mkdir\"],\"action\":\"SCMP_ACT_ALLOW\"}]}}}";
        assertEquals(
                "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
                        + "{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"},{\"names\":[\"write\",\"mkdir\"],\"action\":\"SCMP_ACT_KILL\"}]}}}",
                edit(base, "--linux-seccomp-kill", "write,mkdir"));
    }

    /** As oci-runtime-tool has them: an architecture by Go's name, a call with a condition. */
    @Test
    void conditionsAndArchitectures() throws BundleException {
        String base = "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\"";
        String argument = "\"args\":[{\"index\":0,\"value\":1,\"valueTwo\":2,\"op\":\"SCMP_CMP_MASKED_EQ\"}]";
        assertEquals(
                base + ",\"syscalls\":[{\"names\":[\"kill\"],\"action\":\"SCMP_ACT_ERRNO\"," + argument
                        + "},{\"names\":[\"read\",\"write\"],\"action\":\"SCMP_ACT_ERRNO\"}]}}}",
                edit("{}", "--linux-seccomp-errno", "read,kill:0:1:2:me,write"));
        assertEquals(
                base + ",\"architectures\":[\"SCMP_ARCH_X86_64\",\"SCMP_ARCH_X86\",\"SCMP_ARCH_AARCH64\"]}}}",
                edit(base + "}}}", "--linux-seccomp-arch", "amd64,x86", "SCMP_ARCH_AARCH64"));
        for (String wrong : List.of("kill:0", "kill:0:1:2", "kill ", "", "kill:0:x:2:EQ")) {
            assertThrows(BundleException.class, () -> edit("{}", "--linux-seccomp-errno", wrong), wrong);
        }
    }

    @Test
    void theProfileOfDockerIsBuiltIn(@TempDir Path directory) throws Exception {
        String docker = edit("{}", "--linux-seccomp-profile", "docker");
        assertTrue(docker.contains("\"defaultAction\":\"SCMP_ACT_ERRNO\"") && docker.contains("\"accept4\""), docker);
        Path file = Files.writeString(directory.resolve("own.json"), "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}");
        assertEquals(
                "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\"}}}",
                edit("{}", "--linux-seccomp-profile", file.toString()));
    }

    @Test
    void theProfileOfDockerIsForTheMachine() throws Exception {
        String file = "{\"architectures\":[\"SCMP_ARCH_X86_64\",\"SCMP_ARCH_X86\"],\"syscalls\":[]}";
        ObjectMapper mapper = new ObjectMapper();
        assertEquals(
                file,
                SeccompEdits.forMachine((ObjectNode) mapper.readTree(file), "amd64")
                        .toString());
        JsonNode arm = SeccompEdits.forMachine((ObjectNode) mapper.readTree(file), "aarch64");
        assertEquals(
                "[\"SCMP_ARCH_AARCH64\",\"SCMP_ARCH_ARM\"]",
                arm.get("architectures").toString());
        assertTrue(arm.at("/syscalls/0/names").toString().contains("\"set_tls\""));
        assertEquals(
                "{\"syscalls\":[]}",
                SeccompEdits.forMachine((ObjectNode) mapper.readTree(file), "riscv64")
                        .toString());
    }

    @Test
    void privilegedIsAllCapabilitiesAndNoProfile() throws Exception {
        String base = "{\"process\":{\"apparmorProfile\":\"a\",\"selinuxLabel\":\"b\",\"capabilities\":"
                + "{\"bounding\":[\"CAP_KILL\"]}},\"linux\":{\"seccomp\":{}}}";
        JsonNode config = new ObjectMapper().readTree(edit(base, "--privileged", ""));
        for (String set : List.of("bounding", "effective", "inheritable", "permitted", "ambient")) {
            assertEquals(41, config.at("/process/capabilities/" + set).size());
        }
        assertEquals(1, config.path("process").size());
        assertEquals(0, config.path("linux").size());
    }

    @Test
    void cgroupMountIsOneOrNone() throws Exception {
        String base = "{\"mounts\":[{\"destination\":\"/a\",\"type\":\"tmpfs\"},{\"destination\":\"/sys/fs/cgroup\","
                + "\"type\":\"cgroup\",\"options\":[\"ro\"]}]}";
        JsonNode writable = new ObjectMapper().readTree(edit(base, "--mounts-cgroup", "rw"));
        assertEquals(2, writable.at("/mounts").size());
        assertEquals("rw", writable.at("/mounts/1/options/4").asText());
        assertEquals(
                1,
                new ObjectMapper()
                        .readTree(edit(base, "--mounts-cgroup", "no"))
                        .at("/mounts")
                        .size());
        assertThrows(BundleException.class, () -> edit(base, "--mounts-cgroup", "yes"));
    }

    /** The forms of oci-runtime-tool that are not the table's own. */
    @Test
    void formsOfOciRuntimeTool() throws Exception {
        assertEquals(
                ",\"mounts\":[{\"destination\":\"/d\",\"type\":\"bind\",\"source\":\"/s\",\"options\":[\"bind\",\"ro\",\"nosuid\"]}]}",
                added("--mount-bind", "/s:/d:ro:nosuid"));
        assertEquals(
                ",\"mounts\":[{\"destination\":\"/d\",\"type\":\"bind\",\"source\":\"/s\",\"options\":[\"rbind\"]}]}",
                added("--mount-bind", "/s:/d:rbind"));
        assertEquals(
                ",\"mounts\":[{\"destination\":\"/t\",\"type\":\"tmpfs\",\"source\":\"tmpfs\",\"options\":[\"size=1m\",\"mode=1777\"]}]}",
                added("--tmpfs", "/t:size=1m,mode=1777"));
        String hooks = "{" + added("--hooks-prestart", "/h:a:b").substring(1);
        assertEquals("{\"hooks\":{\"prestart\":[{\"path\":\"/h\",\"args\":[\"/h\",\"a\",\"b\"]}]}}", hooks);
        assertEquals(
                "{\"hooks\":{\"prestart\":[{\"path\":\"/h\",\"args\":[\"/h\",\"a\",\"b\"],\"env\":[\"A=1:2\",\"B=3\"],\"timeout\":5}]}}",
                edit(edit(hooks, "--hooks-prestart-env", "/h:A=1:2", "/h:B=3"), "--hooks-prestart-timeout", "/h:5"));
        BundleException e = assertThrows(BundleException.class, () -> edit(hooks, "--hooks-prestart-env", "/i:A=1"));
        assertEquals("--hooks-prestart-env /i:A=1: there is no hook /i in /hooks/prestart", e.getMessage());
        String seccomp = "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":["
                + "{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}]}}}";
        String allowed = "{\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[";
        assertEquals(allowed + "]}}}", edit(seccomp, "--linux-seccomp-default", "allow"));
        assertEquals(
                allowed + "{\"names\":[\"read\"],\"action\":\"SCMP_ACT_ALLOW\"}]}}}",
                edit(seccomp, "--linux-seccomp-default-force", "allow"));
        assertThrows(BundleException.class, () -> edit("{}", "--linux-device-add", "c:1:3:/dev/x:fileMode=420"));
        String device = added("--linux-device-add", "c:1:3:/dev/x:fileMode=0644:uid=1");
        assertTrue(device.contains("\"fileMode\":420,\"uid\":1"), device);
    }

    @Test
    void weightsOfADeviceAreOneEntry() throws Exception {
        String base = "{\"linux\":{\"resources\":{\"blockIO\":{\"weightDevice\":"
                + "[{\"major\":8,\"minor\":0,\"leafWeight\":5}]}}}}";
        JsonNode entries = new ObjectMapper()
                .readTree(edit(base, "--linux-blkio-weight-device", "8:0:7", "8:16:9"))
                .at("/linux/resources/blockIO/weightDevice");
        assertEquals(
                "[{\"major\":8,\"minor\":0,\"leafWeight\":5,\"weight\":7},{\"major\":8,\"minor\":16,\"weight\":9}]",
                entries.toString());
    }

    /** What removes comes before what sets or adds, wherever it stands on the command line. */
    @Test
    void removalsComeFirst() {
        List<String> names = Edits.all().stream().map(EditOption::name).toList();
        for (String name : names) {
            for (String suffix : List.of("-clear", "-remove")) {
                String other = name.substring(0, Math.max(0, name.length() - suffix.length()));
                if (name.endsWith(suffix) && names.contains(other)) {
                    assertTrue(names.indexOf(name) < names.indexOf(other), name);
                }
            }
        }
    }

    @Test
    void badValuesAreRefusedWithTheirForm() {
        assertThrows(BundleException.class, () -> edit("{}", "--linux-mem-limit", "much"));
        assertThrows(BundleException.class, () -> edit("{}", "--linux-cpu-shares", "18446744073709551616"));
        assertThrows(BundleException.class, () -> edit("{}", "--rootfs-readonly", "yes"));
        assertThrows(BundleException.class, () -> edit("{}", "--process-umask", "9"));
        BundleException e = assertThrows(BundleException.class, () -> edit("{}", "--linux-uidmappings", "1:2"));
        assertEquals("--linux-uidmappings 1:2: expected HOST:CONTAINER:COUNT, as in 100000:0:65536", e.getMessage());
    }

    /** A typing error in the table would make a property that nobody reads. */
    @Test
    void everyOptionWritesWhatTheSpecificationKnows() throws Exception {
        Set<String> names = new HashSet<>();
        for (EditOption option : Edits.all()) {
            assertTrue(names.add(option.name()), option.name());
            String value = SampleValues.of(option);
            ConfigTree config = ConfigTree.read(
                    ("{\"ociVersion\":\"1.3.0\",\"linux\":{\"seccomp\":{\"defaultAction\":\"SCMP_ACT_ALLOW\"}},\"hooks\":{"
                                    + "\"prestart\":[{\"path\":\"/h\"}],\"poststart\":[{\"path\":\"/h\"}],"
                                    + "\"poststop\":[{\"path\":\"/h\"}]}}")
                            .getBytes(StandardCharsets.UTF_8),
                    "test");
            if (!option.takesValue() || !option.name().endsWith("-remove")) {
                option.change().apply(config, List.of(value));
            }
            List<UnknownProperty> unknown = new ArrayList<>();
            ConfigReader.read(config.bytes(), option.name(), unknown);
            assertEquals(List.of(), unknown, option.name());
            new ObjectMapper().readTree(config.bytes());
        }
    }
}
