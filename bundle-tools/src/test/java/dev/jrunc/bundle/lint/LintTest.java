package dev.jrunc.bundle.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One look at a document finds all that is wrong with it, each at its place. */
class LintTest {
    private static final String GOOD = """
            {
              "ociVersion": "1.3.0",
              "process": {"cwd": "/", "args": ["/bin/true"], "user": {"uid": 0, "gid": 0}},
              "root": {"path": "rootfs"},
              "mounts": [{"destination": "/proc", "type": "proc"}, {"destination": "/dev", "type": "tmpfs"}],
              "linux": {"namespaces": [{"type": "pid"}, {"type": "mount"}]}
            }
            """;

    private static List<String> said(String json, DocumentKind kind) {
        return Lint.check(json.getBytes(StandardCharsets.UTF_8), kind, null).stream()
                .map(finding -> finding.line() + " " + finding.level() + " " + finding.pointer())
                .toList();
    }

    private static List<String> said(String json) {
        return said(json, DocumentKind.CONFIG);
    }

    @Test
    void nothingIsSaidOfAGoodConfig() {
        assertEquals(List.of(), said(GOOD));
    }

    @Test
    void typesThatAreWrongDoNotHideOneAnotherOrTheRest() {
        String bad = GOOD.replace("[\"/bin/true\"]", "5")
                .replace("\"rootfs\"", "7")
                .replace("\"cwd\": \"/\"", "\"cwd\": \"relative\"")
                .replace("\"/proc\"", "9")
                .replace("{\"type\": \"pid\"}", "{\"type\": 1}, {\"type\": \"pdi\"}");
        assertEquals(
                List.of(
                        "3 MUST /process/cwd",
                        "3 MUST /process/args",
                        "4 MUST /root/path",
                        "5 MUST /mounts/0/destination",
                        "6 MUST /linux/namespaces/0/type",
                        "6 MUST /linux/namespaces/1/type"),
                said(bad).stream().filter(text -> text.contains("MUST")).toList());
    }

    @Test
    void elementsKeepTheirPlaceWhenOthersCouldNotBeRead() {
        String bad = GOOD.replace("[\"/bin/true\"]", "[1, \"a\", 2, 3]")
                .replace("\"linux\": {", "\"linux\": {\"maskedPaths\": [4, \"/good\", 5, \"bad\"], ");
        assertEquals(
                List.of(
                        "3 MUST /process/args/0",
                        "3 MUST /process/args/2",
                        "3 MUST /process/args/3",
                        "6 MUST /linux/maskedPaths/0",
                        "6 MUST /linux/maskedPaths/2",
                        "6 MUST /linux/maskedPaths/3"),
                said(bad).stream().filter(text -> text.contains("MUST")).toList());
    }

    @Test
    void misspeltPropertiesAreFoundWithTheNameThatWasMeant() {
        Finding finding = Lint.check(
                        GOOD.replace("\"cwd\"", "\"termnal\": true, \"cwd\"").getBytes(StandardCharsets.UTF_8),
                        DocumentKind.CONFIG,
                        null)
                .get(0);
        assertEquals("/process/termnal", finding.pointer());
        assertEquals("did you mean \"terminal\"?", finding.hint());
    }

    @Test
    void habitsThatHideSomethingAreNamed() {
        assertEquals(
                List.of("5 SHOULD /mounts/2/destination"),
                said(GOOD.replace("tmpfs\"}", "tmpfs\"}, {\"destination\": \"/dev/\", \"type\": \"tmpfs\"}")));
        assertEquals(
                List.of("3 MAY /process/env/1"), said(GOOD.replace("\"cwd\"", "\"env\": [\"A=1\", \"A=2\"], \"cwd\"")));
        assertEquals(
                List.of("6 SHOULD /annotations/key"),
                said(GOOD.replace(
                        "\"linux\"", "\"annotations\": {\"key\": \"\", \"com.example.key\": \"\"}, \"linux\"")));
        assertEquals(List.of("4 MAY /root/path"), said(GOOD.replace("\"rootfs\"", "\"//\"")));
        assertEquals(List.of("6 MAY /linux/namespaces"), said(GOOD.replace("{\"type\": \"pid\"}, ", "")));
    }

    @Test
    void whatNoProcessCouldBeginWith() {
        assertEquals(List.of("3 MUST /process/args/0"), said(GOOD.replace("/bin/true", "")));
        assertEquals(
                List.of("3 MAY /process/user/username", "3 MAY /process/commandLine"),
                said(GOOD.replace("\"gid\": 0}", "\"gid\": 0, \"username\": \"joe\"}, \"commandLine\": \"true\"")));
    }

    @Test
    void filtersThatLetNothingBeginOrEnd() {
        String denied = "6 SHOULD /linux/seccomp";
        assertEquals(List.of(denied, denied), said(withFilter("SCMP_ACT_ERRNO", "")));
        assertEquals(List.of(denied), said(withFilter("SCMP_ACT_KILL", rule("SCMP_ACT_ALLOW", "exit_group"))));
        assertEquals(List.of(denied), said(withFilter("SCMP_ACT_ALLOW", rule("SCMP_ACT_ERRNO", "execve"))));
        for (String action : List.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE")) {
            assertEquals(List.of(), said(withFilter("SCMP_ACT_ERRNO", rule(action, "execve", "exit_group"))));
            assertEquals(List.of(), said(withFilter(action, "")));
        }
        String some = rule("SCMP_ACT_ERRNO", "execve")
                .replace("]}", "], \"args\": [{\"index\": 2, \"value\": 0, \"op\": \"SCMP_CMP_EQ\"}]}");
        assertEquals(List.of(), said(withFilter("SCMP_ACT_ALLOW", some)));
    }

    /** Of the names that engines list all are known, see the test below. */
    @Test
    void systemCallsThatNobodyKnows() {
        List<Finding> findings = Lint.check(
                withFilter("SCMP_ACT_ALLOW", rule("SCMP_ACT_ERRNO", "raed", "read", "nothing_of_the_kind"))
                        .getBytes(StandardCharsets.UTF_8),
                DocumentKind.CONFIG,
                null);
        assertEquals(
                List.of("MAY /linux/seccomp/syscalls/0/names/0", "MAY /linux/seccomp/syscalls/0/names/2"),
                findings.stream()
                        .map(finding -> finding.level() + " " + finding.pointer())
                        .toList());
        assertEquals("did you mean \"read\"?", findings.get(0).hint());
        assertNull(findings.get(1).hint());
    }

    private static String withFilter(String action, String rules) {
        return GOOD.replace(
                "\"linux\": {",
                "\"linux\": {\"seccomp\": {\"defaultAction\": \"" + action + "\", \"syscalls\": [" + rules + "]}, ");
    }

    private static String rule(String action, String... names) {
        return "{\"action\": \"" + action + "\", \"names\": [\"" + String.join("\", \"", names) + "\"]}";
    }

    /** mount(2) would fail, and say no more than that an argument is invalid. */
    @Test
    void mountsThatTheKernelRefuses() {
        assertEquals(List.of("5 SHOULD /mounts/2/options"), said(withMount("\"bind\"", "\"ro\"")));
        assertEquals(List.of(), said(withMount("\"bind\"", "\"bind\", \"ro\"")));
        Finding finding = Lint.check(
                        withMount("\"tmpfs\"", "\"nosiud\"").getBytes(StandardCharsets.UTF_8),
                        DocumentKind.CONFIG,
                        null)
                .get(0);
        assertEquals("/mounts/2/options/0", finding.pointer());
        assertEquals("did you mean \"nosuid\"?", finding.hint());
        for (String own : List.of("noswap", "inode64", "huge=always", "usrquota")) {
            assertEquals(List.of(), said(withMount("\"tmpfs\"", "\"" + own + "\"")));
        }
        assertEquals(List.of(), said(withMount("\"devpts\"", "\"newinstance\"")));
        assertEquals(List.of(), said(withMount("\"xfs\"", "\"nouuid\"")));
    }

    private static String withMount(String type, String options) {
        return GOOD.replace(
                "tmpfs\"}",
                "tmpfs\"}, {\"destination\": \"/new\", \"source\": \"/srv\", \"type\": " + type + ", \"options\": ["
                        + options + "]}");
    }

    @Test
    void textThatIsNoJsonIsOneFinding() {
        assertEquals(List.of("1 MUST "), said("{\"ociVersion\": "));
        assertEquals(1, said("\u0000").size());
        assertEquals(1, said("").size());
        assertEquals(1, said("[]").size());
    }

    @Test
    void theOtherDocumentsAreKnownToo() {
        assertEquals(List.of("1 MUST /cwd"), said("{\"args\": [\"a\"], \"cwd\": \"b\"}", DocumentKind.PROCESS));
        assertEquals(List.of("1 MUST /memory/limit"), said("{\"memory\": {\"limit\": -5}}", DocumentKind.RESOURCES));
        assertEquals(
                List.of("1 MUST /pid"),
                said(
                        "{\"ociVersion\": \"1.0.0\", \"id\": \"a\", \"status\": \"running\", \"bundle\": \"/b\", \"pid\": \"x\"}",
                        DocumentKind.STATE));
    }

    /** The file: name, blank, length, newline, text, newline; for each document. */
    @Test
    void documentsOfRealEnginesRaiseNoAlarm() throws IOException {
        List<String> alarms = new ArrayList<>();
        int count = 0;
        try (InputStream raw = Files.newInputStream(Path.of("../oci-spec/src/test/resources/engine-configs.gz"));
                InputStream in = new GZIPInputStream(raw)) {
            for (String name = word(in, ' '); !name.isEmpty(); name = word(in, ' ')) {
                byte[] text = in.readNBytes(Integer.parseInt(word(in, '\n')));
                in.read();
                DocumentKind kind = name.endsWith(".process.json")
                        ? DocumentKind.PROCESS
                        : name.endsWith(".resources.json") ? DocumentKind.RESOURCES : DocumentKind.CONFIG;
                for (Finding finding : Lint.check(text, kind, null)) {
                    if (finding.level() == Level.MUST || finding.pointer().startsWith("/linux/seccomp")) {
                        alarms.add(finding.text(name));
                    }
                }
                count++;
            }
        }
        assertEquals(List.of(), alarms);
        assertEquals(176, count);
    }

    private static String word(InputStream in, char end) throws IOException {
        StringBuilder word = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != end; c = in.read()) {
            word.append((char) c);
        }
        return word.toString();
    }

    @Test
    void theBundleIsLookedAt(@TempDir Path bundle) throws IOException {
        assertEquals(List.of("MUST /root/path"), inBundle(bundle, GOOD));
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        assertEquals(List.of("SHOULD /process/args/0"), inBundle(bundle, GOOD));
        assertEquals(
                "/bin is a directory",
                Lint.check(
                                GOOD.replace("/bin/true", "/bin").getBytes(StandardCharsets.UTF_8),
                                DocumentKind.CONFIG,
                                new Place(bundle, false))
                        .get(0)
                        .message());
        Path program = Files.createFile(bin.resolve("true"));
        assertEquals(List.of("SHOULD /process/args/0"), inBundle(bundle, GOOD));
        assertTrue(program.toFile().setExecutable(true));
        assertEquals(List.of(), inBundle(bundle, GOOD));
        String byPath = GOOD.replace("\"/bin/true\"", "\"true\"");
        assertEquals(List.of(), inBundle(bundle, byPath));
        assertEquals(
                List.of("SHOULD /process/args/0"),
                inBundle(bundle, byPath.replace("\"cwd\"", "\"env\": [\"PATH=/sbin\"], \"cwd\"")));
    }

    private static List<String> inBundle(Path bundle, String json) {
        return Lint.check(json.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, new Place(bundle, false)).stream()
                .map(finding -> finding.level() + " " + finding.pointer())
                .toList();
    }

    @Test
    void theHostIsAsked() {
        String bad = GOOD.replace(
                        "\"linux\": {", "\"hooks\": {\"poststop\": [{\"path\": \"/no/such/hook\"}]}, \"linux\": {")
                .replace("\"type\": \"proc\"", "\"type\": \"nosuchfs\"")
                .replace("{\"type\": \"pid\"}", "{\"type\": \"pid\", \"path\": \"/no/such/namespace\"}");
        assertEquals(
                List.of("SHOULD /mounts/0/type", "MUST /hooks/poststop/0/path", "MUST /linux/namespaces/0/path"),
                Lint.check(bad.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, new Place(null, true)).stream()
                        .map(finding -> finding.level() + " " + finding.pointer())
                        .toList());
    }

    @Test
    void devicesOfPrioritiesAreLookedFor() {
        String bad = GOOD.replace(
                "\"linux\": {",
                "\"linux\": {\"resources\": {\"network\": {\"priorities\": [{\"name\": \"lo\", \"priority\": 1},"
                        + " {\"name\": \"no-such\", \"priority\": 1}]}}, ");
        List<Finding> findings =
                Lint.check(bad.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, new Place(null, true));
        assertEquals(
                List.of("/linux/resources/network/priorities/1/name"),
                findings.stream()
                        .filter(finding -> finding.level() == Level.MUST)
                        .map(Finding::pointer)
                        .toList());
    }

    /** What the kernel has but nobody has mounted limits nothing. */
    @Test
    void controllersAreThoseThatAreMounted() {
        List<String> kernels = List.of(
                "#subsys_name\thierarchy\tnum_cgroups\tenabled", "cpu\t3\t1\t1", "memory\t4\t1\t0", "hugetlb\t0\t1\t1");
        assertEquals(Set.of("cpu"), HostChecks.controllers(List.of(), kernels));
        assertEquals(Set.of("cpu", "blkio", "pids"), HostChecks.controllers(List.of("cpu io pids"), kernels));
    }

    @Test
    void programsCanReadIt() throws IOException {
        List<Finding> findings =
                Lint.check(GOOD.replace("\"/\"", "\"x\"").getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null);
        JsonNode json = new ObjectMapper().readTree(Reports.json("config.json", findings));
        assertEquals("/process/cwd", json.at("/findings/0/pointer").asText());
        assertEquals(3, json.at("/findings/0/line").asInt());
        JsonNode result = new ObjectMapper()
                .readTree(Reports.sarif("config.json", findings))
                .at("/runs/0/results/0");
        assertEquals("error", result.at("/level").asText());
        assertEquals("config.md#process", result.at("/ruleId").asText());
        assertEquals(
                3, result.at("/locations/0/physicalLocation/region/startLine").asInt());
    }
}
