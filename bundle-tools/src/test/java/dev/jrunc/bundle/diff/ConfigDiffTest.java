package dev.jrunc.bundle.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each change is told as what it means for the wall between container and host, and none is left out. */
class ConfigDiffTest {
    private static final String BASE = """
            {"ociVersion": "1.3.0", "root": {"path": "rootfs", "readonly": true},
             "process": {"cwd": "/", "args": ["a"], "user": {"uid": 5, "gid": 5}, "noNewPrivileges": true},
             "mounts": [{"destination": "/proc", "type": "proc"},
                        {"destination": "/data", "type": "bind", "source": "/srv", "options": ["bind", "ro"]}],
             "linux": {"namespaces": [{"type": "pid"}, {"type": "network"}], "maskedPaths": ["/proc/kcore"]}}
            """;

    private static List<String> diff(String from, String to) throws SpecException {
        return ConfigDiff.between(
                        ConfigReader.read(BASE.getBytes(StandardCharsets.UTF_8)),
                        ConfigReader.read(BASE.replace(from, to).getBytes(StandardCharsets.UTF_8)))
                .stream()
                .map(Change::text)
                .toList();
    }

    @Test
    void theSameIsNoDifference() throws SpecException {
        assertEquals(List.of(), diff("", ""));
    }

    @Test
    void whatOpensTheContainerIsWeaker() throws SpecException {
        assertEquals(
                List.of("weaker /linux/namespaces: the network namespace of the host is shared"),
                diff(", {\"type\": \"network\"}", ""));
        assertEquals(
                List.of("weaker /linux/namespaces: the pid namespace at /proc/1/ns/pid is shared"),
                diff("\"pid\"", "\"pid\", \"path\": \"/proc/1/ns/pid\""));
        assertEquals(
                List.of("weaker /root/readonly: a read-only root filesystem is off"), diff(", \"readonly\": true", ""));
        assertEquals(List.of("weaker /mounts/data: ro at /data is off"), diff(", \"ro\"", ""));
        assertEquals(
                List.of("weaker /linux/maskedPaths: masked path /proc/kcore is gone"), diff("\"/proc/kcore\"", ""));
        assertEquals(List.of("weaker /process/user/uid: user id 5 becomes 0"), diff("\"uid\": 5", "\"uid\": 0"));
        assertEquals(
                List.of("weaker /process/capabilities/effective: effective capability CAP_SYS_ADMIN is added"),
                diff("\"cwd\"", "\"capabilities\": {\"effective\": [\"CAP_SYS_ADMIN\"]}, \"cwd\""));
        assertEquals(
                List.of("weaker /mounts/etc: /etc of the host is mounted at /etc"),
                diff(
                        "\"mounts\": [",
                        "\"mounts\": [{\"destination\": \"/etc\", \"source\": \"/etc\", \"options\": [\"rbind\"]}, "));
    }

    @Test
    void whatClosesItIsStronger() throws SpecException {
        assertEquals(
                List.of("stronger /linux/namespaces: a ipc namespace of its own"),
                diff("{\"type\": \"pid\"}", "{\"type\": \"pid\"}, {\"type\": \"ipc\"}"));
        assertEquals(
                List.of("stronger /linux/seccomp: system calls are filtered"),
                diff("\"linux\": {", "\"linux\": {\"seccomp\": {\"defaultAction\": \"SCMP_ACT_ALLOW\"}, "));
    }

    @Test
    void whatHasNoWordsIsNamed() throws SpecException {
        assertEquals(
                List.of("other /linux/resources: (not set) becomes {\"memory\":{\"limit\":5}}"),
                diff("\"linux\": {", "\"linux\": {\"resources\": {\"memory\": {\"limit\": 5}}, "));
        assertEquals(List.of("other /process/args: [\"a\"] becomes [\"b\"]"), diff("[\"a\"]", "[\"b\"]"));
        assertEquals(List.of("other /process/user/gid: 5 becomes 6"), diff("\"gid\": 5", "\"gid\": 6"));
    }
}
