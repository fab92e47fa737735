package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Configs that containerd, CRI, Docker, BuildKit, Podman and buildah of Debian 12 made, whole; only what is of their host
 * (paths, ids, the program) is ours. The container must be what its config says, without a word on standard error.
 */
@Conformance
final class EngineConfigsIT {
    private static final long HARD_LIMIT = 20_000;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "buildah128-run",
                "buildah128-run-user",
                "buildkit2010-run",
                "containerd16-run-limits",
                "containerd16-run-mounts",
                "containerd16-run-userns",
                "cri16-ctr2",
                "docker2010-run-device",
                "docker2010-run-limits",
                "docker2010-run-sysctl",
                "docker2010-run-volumes",
                "podman431-run-device",
                "podman431-run-user",
                "podman431-run-volumes"
            })
    void containerIsWhatTheConfigSays(String name, World world) throws IOException {
        Bundle bundle = world.bundle();
        String cgroup = bundle.config().at("/linux/cgroupsPath").asText();
        try (InputStream in = EngineConfigsIT.class.getResourceAsStream("/engine-configs/" + name + ".json")) {
            bundle.config().removeAll().setAll((ObjectNode) Json.MAPPER.readTree(in));
        }
        adapt(bundle, cgroup);
        Result result = world.run(bundle.guest("report"));
        Report report = new Report(result.json());
        assertEquals("", result.err());
        assertProcess(bundle.config().get("process"), report);
        assertLinux(bundle.config().get("linux"), report);
        assertMounts(bundle.config(), report);
    }

    /** Puts this host's things in place of those of the engine's host. */
    private static void adapt(Bundle bundle, String cgroup) {
        ObjectNode config = bundle.config();
        config.remove("hooks");
        ((ObjectNode) config.get("root")).put("path", "rootfs");
        ((ObjectNode) config.get("process")).put("terminal", false).remove("consoleSize");
        ((ObjectNode) config.get("linux")).put("cgroupsPath", cgroup);
        config.at("/linux/namespaces").forEach(namespace -> ((ObjectNode) namespace).remove("path"));
        config.at("/process/rlimits").forEach(limit -> {
            for (String key : List.of("soft", "hard")) {
                ((ObjectNode) limit).put(key, Math.min(limit.path(key).asLong(), HARD_LIMIT));
            }
        });
        int count = 0;
        for (JsonNode mount : config.get("mounts")) {
            String options = mount.path("options").toString();
            String source = mount.path("source").asText();
            if (options.contains("bind\"") && !source.matches("/(sys|dev|proc)(/.*)?")) {
                String own = "source" + count++;
                boolean file = mount.get("destination").asText().matches(".*(\\.conf|hosts|hostname|init|env)");
                bundle.file(file ? own : own + "/in-it", "", "rw-r--r--");
                ((ObjectNode) mount).put("source", own);
            }
        }
        if (config.at("/linux/uidMappings").size() > 0) {
            JsonNode map = config.at("/linux/uidMappings/0");
            bundle.chown(map.path("hostID").asText() + ":" + map.path("hostID").asText());
        }
    }

    private static long bits(JsonNode names) {
        long bits = 0;
        for (JsonNode name : names) {
            bits |= 1L << CAPABILITIES.indexOf(name.asText().substring("CAP_".length()));
        }
        return bits;
    }

    private static final List<String> CAPABILITIES = List.of(
            "CHOWN",
            "DAC_OVERRIDE",
            "DAC_READ_SEARCH",
            "FOWNER",
            "FSETID",
            "KILL",
            "SETGID",
            "SETUID",
            "SETPCAP",
            "LINUX_IMMUTABLE",
            "NET_BIND_SERVICE",
            "NET_BROADCAST",
            "NET_ADMIN",
            "NET_RAW",
            "IPC_LOCK",
            "IPC_OWNER",
            "SYS_MODULE",
            "SYS_RAWIO",
            "SYS_CHROOT",
            "SYS_PTRACE",
            "SYS_PACCT",
            "SYS_ADMIN",
            "SYS_BOOT",
            "SYS_NICE",
            "SYS_RESOURCE",
            "SYS_TIME",
            "SYS_TTY_CONFIG",
            "MKNOD",
            "LEASE",
            "AUDIT_WRITE",
            "AUDIT_CONTROL",
            "SETFCAP");

    private static void assertProcess(JsonNode process, Report report) {
        long uid = process.at("/user/uid").asLong();
        assertEquals(String.valueOf(uid), report.list("uids").get(0));
        assertEquals(process.at("/user/gid").asText("0"), report.list("gids").get(0));
        assertEquals(process.path("cwd").asText(), report.text("cwd"));
        for (JsonNode variable : process.path("env")) {
            assertTrue(report.list("env").contains(variable.asText()), variable + " is not in " + report.list("env"));
        }
        for (JsonNode gid : process.at("/user/additionalGids")) {
            assertTrue(report.list("groups").contains(gid.asText()), gid + " is not in " + report.list("groups"));
        }
        for (JsonNode limit : process.path("rlimits")) {
            List<Long> expected =
                    List.of(limit.path("soft").asLong(), limit.path("hard").asLong());
            assertEquals(
                    expected,
                    report.rlimit(limit.path("type").asText().substring("RLIMIT_".length())),
                    limit.toString());
        }
        JsonNode sets = process.path("capabilities");
        assertEquals(String.format("%016x", bits(sets.path("bounding"))), report.status("CapBnd"));
        if (uid == 0) {
            assertEquals(String.format("%016x", bits(sets.path("effective"))), report.status("CapEff"));
        }
        assertEquals(process.path("noNewPrivileges").asBoolean() ? "1" : "0", report.status("NoNewPrivs"));
        if (process.has("oomScoreAdj")) {
            assertEquals(
                    process.path("oomScoreAdj").asText(),
                    report.list("oomScoreAdj").get(0));
        }
    }

    private static void assertLinux(JsonNode linux, Report report) {
        assertEquals(linux.has("seccomp") ? "2" : "0", report.status("Seccomp"));
        for (JsonNode namespace : linux.path("namespaces")) {
            String file =
                    namespace.path("type").asText().replace("network", "net").replace("mount", "mnt");
            assertTrue(!report.namespace(file).equals(Host.link("/proc/self/ns/" + file)), file + " is the host's");
        }
        for (String cgroup : report.list("cgroups")) {
            String path = cgroup.split(":", 3)[2];
            boolean own = path.equals(linux.path("cgroupsPath").asText()) || path.equals("/");
            assertTrue(own || (cgroup.startsWith("0::") && !Cgroups.isV2()), cgroup);
        }
    }

    /** The mounts of the config are there, in its order. */
    private static void assertMounts(JsonNode config, Report report) {
        List<String> expected = new ArrayList<>();
        config.path("mounts")
                .forEach(mount -> expected.add(mount.path("destination").asText()));
        List<String> seen = new ArrayList<>();
        for (String line : report.list("mountinfo")) {
            String target = line.split(" ", -1)[4];
            if (expected.contains(target) && !seen.contains(target)) {
                seen.add(target);
            }
        }
        assertEquals(expected, seen);
        for (JsonNode mount : config.path("mounts")) {
            String destination = mount.path("destination").asText();
            if (mount.path("type").asText().equals("cgroup")) {
                continue; // CgroupMountsIT looks at it: with version 1 the peers leave the tmpfs above the controllers
                // writable
            }
            for (String option : List.of("ro", "nosuid", "nodev", "noexec")) {
                if (mount.path("options").toString().contains("\"" + option + "\"")) {
                    assertTrue(
                            report.mountOptions(destination).contains(option),
                            option + " of " + report.mount(destination));
                }
            }
        }
    }
}
