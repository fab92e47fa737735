package dev.jrunc.bundle.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.spec.Features;
import dev.jrunc.spec.json.FeaturesReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a config asks of a runtime that cannot do it, by its own account (features.md). */
class FeatureChecksTest {
    private static final String LITTLE = """
            {
              "ociVersionMin": "1.0.0", "ociVersionMax": "1.1.0",
              "hooks": ["poststop"],
              "mountOptions": ["bind", "ro"],
              "linux": {
                "namespaces": ["mount"],
                "capabilities": ["CAP_KILL"],
                "cgroup": {"v1": true, "v2": false, "rdma": false},
                "seccomp": {
                  "enabled": true,
                  "actions": ["SCMP_ACT_ERRNO"],
                  "operators": ["SCMP_CMP_EQ"],
                  "archs": ["SCMP_ARCH_ARM"],
                  "knownFlags": ["SECCOMP_FILTER_FLAG_LOG"],
                  "supportedFlags": []
                },
                "apparmor": {"enabled": false},
                "selinux": {"enabled": false},
                "intelRdt": {"enabled": true, "schemata": false, "monitoring": false},
                "memoryPolicy": {"modes": ["MPOL_BIND"], "flags": []},
                "mountExtensions": {"idmap": {"enabled": false}},
                "netDevices": {"enabled": false}
              },
              "potentiallyUnsafeConfigAnnotations": ["run.oci.hooks.", "exact"]
            }
            """;

    private static List<Finding> findings(String members, String features) throws Exception {
        String config = "{\"ociVersion\": \"1.1.0\", \"root\": {\"path\": \"r\"}, " + members + "}";
        Features read = FeaturesReader.read(features.getBytes(StandardCharsets.UTF_8), "", new ArrayList<>());
        return Lint.check(
                config.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, new Place(null, false, read), "1.3.0");
    }

    private static List<String> said(String members, String features) throws Exception {
        return findings(members, features).stream()
                .filter(finding -> finding.clause().startsWith("features"))
                .map(finding -> finding.level() + " " + finding.pointer())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"hooks\": {\"poststop\": [{\"path\": \"/x\"}], \"prestart\": [{\"path\": \"/x\"}]} | MUST /hooks/prestart",
                "\"mounts\": [{\"destination\": \"/a\", \"source\": \"/a\", \"options\": [\"bind\", \"rro\"]}]"
                        + " | SHOULD /mounts/0/options/1",
                "\"mounts\": [{\"destination\": \"/a\", \"type\": \"tmpfs\", \"options\": [\"size=1m\", \"ro\", \"noexec\"]}]"
                        + " | SHOULD /mounts/0/options/2",
                "\"mounts\": [{\"destination\": \"/a\", \"type\": \"bind\", \"source\": \"/a\", \"options\": [\"bind\"],"
                        + " \"uidMappings\": [{\"containerID\": 0, \"hostID\": 1, \"size\": 1}]}] | MUST /mounts/0",
                "\"annotations\": {\"run.oci.hooks.x\": \"\", \"exact\": \"\", \"exactly\": \"\"}"
                        + " | MAY /annotations/run.oci.hooks.x, MAY /annotations/exact",
                "\"process\": {\"cwd\": \"/\", \"args\": [\"x\"], \"apparmorProfile\": \"p\", \"selinuxLabel\": \"l\","
                        + " \"capabilities\": {\"bounding\": [\"CAP_KILL\", \"CAP_BPF\"]}}"
                        + " | MUST /process/apparmorProfile, MUST /process/selinuxLabel,"
                        + " SHOULD /process/capabilities/bounding/1",
                "\"linux\": {\"namespaces\": [{\"type\": \"mount\"}, {\"type\": \"time\"}]} | MUST /linux/namespaces/1/type",
                "\"linux\": {\"resources\": {\"unified\": {\"a\": \"1\"}, \"rdma\": {\"m\": {\"hcaHandles\": 1}}}}"
                        + " | MUST /linux/resources/unified, MUST /linux/resources/rdma",
                "\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\", \"architectures\": [\"SCMP_ARCH_X86\"],"
                        + " \"flags\": [\"SECCOMP_FILTER_FLAG_LOG\", \"SECCOMP_FILTER_FLAG_TSYNC\"], \"syscalls\":"
                        + " [{\"names\": [\"bpf\"], \"action\": \"SCMP_ACT_LOG\", \"args\": [{\"index\": 0, \"value\": 1,"
                        + " \"op\": \"SCMP_CMP_NE\"}]}]}} | MUST /linux/seccomp/defaultAction,"
                        + " MUST /linux/seccomp/architectures/0, MUST /linux/seccomp/flags/0,"
                        + " MUST /linux/seccomp/flags/1, MUST /linux/seccomp/syscalls/0/action,"
                        + " MUST /linux/seccomp/syscalls/0/args/0/op",
                "\"linux\": {\"mountLabel\": \"l\", \"netDevices\": {\"eth0\": {}}, \"memoryPolicy\": {\"mode\":"
                        + " \"MPOL_LOCAL\", \"flags\": [\"MPOL_F_STATIC_NODES\"]}, \"intelRdt\": {\"schemata\": [\"L3:0=f\"],"
                        + " \"enableMonitoring\": true}} | MUST /linux/mountLabel, MUST /linux/netDevices,"
                        + " MUST /linux/memoryPolicy/mode, MUST /linux/memoryPolicy/flags/0,"
                        + " MUST /linux/intelRdt/schemata, MUST /linux/intelRdt/enableMonitoring"
            })
    void whatTheRuntimeCannotDo(String members, String expected) throws Exception {
        assertEquals(expected, String.join(", ", said(members, LITTLE)));
    }

    @Test
    void seccompThatIsOffIsSaidOnce() throws Exception {
        String features = LITTLE.replace("\"enabled\": true,\n      \"actions\"", "\"enabled\": false, \"actions\"");
        assertEquals(
                List.of("MUST /linux/seccomp"),
                said("\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\"}}", features));
    }

    @ParameterizedTest
    @CsvSource({"1.0.0, 1.0.2, SHOULD", "1.2.0, 1.3.0, SHOULD", "1.0.0, 1.3.0, ''", "1.1.0, 1.1.0, ''"})
    void versions(String min, String max, String level) throws Exception {
        String features = "{\"ociVersionMin\": \"" + min + "\", \"ociVersionMax\": \"" + max + "\"}";
        List<String> said = said("\"hostname\": \"h\"", features);
        assertEquals(level.isEmpty() ? List.of() : List.of(level + " /ociVersion"), said);
    }

    /** Absent and null mean unknown; only what is said to be missing is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "null", "{\"seccomp\": null, \"namespaces\": null, \"cgroup\": {\"rdma\": null}}"})
    void whatIsUnknownIsNotMissing(String linux) throws Exception {
        String features = "{\"ociVersionMin\": \"1.0.0\", \"ociVersionMax\": \"1.3.0\", \"linux\": " + linux + "}";
        String members = "\"hooks\": {\"prestart\": [{\"path\": \"/x\"}]}, \"mounts\": [{\"destination\": \"/a\","
                + " \"source\": \"/a\", \"options\": [\"bind\", \"rro\"]}], \"linux\": {\"namespaces\": [{\"type\":"
                + " \"time\"}], \"seccomp\": {\"defaultAction\": \"SCMP_ACT_LOG\"}, \"resources\": {\"rdma\":"
                + " {\"m\": {\"hcaHandles\": 1}}}}";
        assertEquals(List.of(), said(members, features));
    }

    @Test
    void whatIsKnownIsNamed() throws Exception {
        List<Finding> findings = findings("\"linux\": {\"namespaces\": [{\"type\": \"user\"}]}", LITTLE);
        assertTrue(
                findings.stream().anyMatch(finding -> finding.text("c").contains("it knows mount")),
                findings.toString());
    }
}
