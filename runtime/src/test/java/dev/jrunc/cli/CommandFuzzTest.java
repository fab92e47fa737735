package dev.jrunc.cli;

import dev.jrunc.fuzz.Fuzz;
import dev.jrunc.fuzz.Mutator;
import dev.jrunc.host.FakeHost;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Whole commands on damaged documents, state, host facts and arguments: each one ends with a plan that can be read,
 * whether it does something or says what is wrong.
 */
class CommandFuzzTest {
    private static final int ROUNDS = 4000;
    private static final String STATE = "/run/jrunc/c1/state.json";
    private static final String CONFIG = "/run/jrunc/c1/config.json";
    private static final String V2_CGROUP = "/sys/fs/cgroup/user.slice/c1";

    private static final List<List<String>> COMMANDS = List.of(
            List.of("create", "c1"),
            List.of("create", "--bundle", "/b", "--pid-file", "/p", "--console-socket", "/s", "c1"),
            List.of("--root", "/r", "run", "-d", "--preserve-fds", "2", "c1"),
            List.of("plan", "--json", "c1"),
            List.of("exec", "-t", "-u", "1000:100", "-e", "A=b", "--cwd", "/", "c1", "sh", "-c", "id"),
            List.of("exec", "--detach", "--process", "/p.json", "c1"),
            List.of("exec", "--cgroup", "pids:sub", "--cap", "CAP_KILL", "-g", "7", "c1", "id"),
            List.of("update", "-r", "/resources.json", "c1"),
            List.of(
                    "update",
                    "--memory",
                    "50M",
                    "--memory-swap",
                    "-1",
                    "--cpu-quota",
                    "5000",
                    "--cpu-share",
                    "7",
                    "c1"),
            List.of("update", "--cpuset-cpus", "0-1", "--pids-limit", "10", "--blkio-weight", "100", "c1"),
            List.of("kill", "c1", "SIGRTMIN+3"),
            List.of("delete", "--force", "c1"),
            List.of("--log", "/l", "--log-format", "json", "start", "c1"),
            List.of("--debug", "state", "c1"),
            List.of("pause", "c1"),
            List.of("resume", "c1"),
            List.of("list", "-f", "json"),
            List.of("ps", "c1", "-o", "pid"),
            List.of("ps", "-f", "json", "c1"),
            List.of("events", "--stats", "c1"),
            List.of("inspect", "--json", "c1"),
            List.of("mounts", "add", "c1", "/mounts.json"),
            List.of("checkpoint", "--image-path", "/i", "c1"),
            List.of("restore", "--image-path", "/i", "--bundle", "/b", "c2"),
            List.of("doctor", "--json"),
            List.of("features"));

    private static Map<String, String> files(
            Mutator mutator, List<String> configs, List<String> resources, boolean v2) {
        Map<String, String> files = new LinkedHashMap<>();
        String config = mutator.oneOf(configs);
        files.put("/b/config.json", config);
        files.put(CONFIG, config);
        files.put(STATE, state(v2));
        files.put("/proc/self/mountinfo", v2 ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS);
        files.put("/proc/self/cgroup", v2 ? Engine.V2_SELF : Engine.HYBRID_SELF);
        files.put("/resources.json", mutator.oneOf(resources));
        files.put("/mounts.json", "[{\"destination\":\"/m\",\"source\":\"/x\",\"options\":[\"rbind\",\"ro\"]}]");
        files.put("/proc/42/cgroup", "0::/user.slice/c1/inner\n3:cpuset:/c1\n");
        files.put("/proc/42/stat", "42 (s h) S 1 42 42 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 7 0 0\n");
        files.put(
                "/proc/42/status", "Name:\tsh\nState:\tS\nUid:\t0\t0\t0\t0\nCapEff:\t00000000a80425fb\nSeccomp:\t2\n");
        files.put("/proc/42/mountinfo", Engine.V2_MOUNTS);
        files.put("/proc/42/uid_map", "         0     100000      65536\n");
        files.put("/proc/sys/kernel/seccomp/actions_avail", "kill_process kill_thread trap errno allow\n");
        files.put("probe", "SCMP_ACT_NOTIFY 0\ncall.openat2 0\nidmap 22\nbpf.device 1\n");
        files.put(V2_CGROUP + "/cgroup.subtree_control", "memory pids\n");
        files.put(V2_CGROUP + "/cgroup.controllers", "cpuset cpu io memory pids\n");
        files.put(V2_CGROUP + "/cpu.max", "7000 100000\n");
        files.put(V2_CGROUP + "/cpu.stat", "usage_usec 5\nuser_usec 3\nsystem_usec 2\nnr_periods 0\n");
        files.put(V2_CGROUP + "/memory.current", "5000000\n");
        files.put(V2_CGROUP + "/memory.max", "max\n");
        files.put(V2_CGROUP + "/memory.stat", "anon 1\nfile 2\npgfault 3\n");
        files.put(V2_CGROUP + "/io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n");
        files.put(V2_CGROUP + "/memory.pressure", "some avg10=0.00 avg60=0.10 avg300=0.00 total=5\n");
        files.put(V2_CGROUP + "/pids.current", "1\n");
        files.put("/sys/fs/cgroup/pids/c1/pids.current", "1\n");
        files.put("/sys/fs/cgroup/pids/c1/pids.max", "max\n");
        return files;
    }

    private static String state(boolean v2) {
        String cgroups = v2
                ? "{\"\":\"" + V2_CGROUP + "\"}"
                : "{\"pids\":\"/sys/fs/cgroup/pids/c1\",\"freezer\":\"/sys/fs/cgroup/freezer/c1\","
                        + "\"cpu\":\"/sys/fs/cgroup/cpu/c1\",\"\":\"/sys/fs/cgroup/unified/c1\"}";
        return "{\"version\":1,\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":42,\"startTime\":7,"
                + "\"created\":\"2026-11-24T10:43:00Z\",\"bundle\":\"/b\",\"rootfs\":\"/b/rootfs\","
                + "\"annotations\":{\"a\":\"b\"},\"ownPids\":true,\"newKeyring\":true,\"cgroupPaths\":" + cgroups
                + ",\"hostMounts\":[\"/b/rootfs/m\"],\"resctrlTasks\":[\"/sys/fs/resctrl/c1/tasks\"],\"resctrlMade\":[]}";
    }

    private static List<String> arguments(Mutator mutator) {
        List<String> arguments = new ArrayList<>(mutator.oneOf(COMMANDS));
        if (mutator.random().nextInt(3) > 0) {
            return arguments;
        }
        int at = mutator.random().nextInt(arguments.size());
        switch (mutator.random().nextInt(4)) {
            case 0 -> arguments.remove(at);
            case 1 ->
                arguments.add(at, mutator.oneOf("--", "-", "--no-such", "-x", "", "-1", "--help", "a=b", "é", "\n"));
            case 2 ->
                arguments.set(at, mutator.oneOf("", ".", "..", "/", "4294967296", "x".repeat(5000), "-9", "%s", "é"));
            default -> arguments.set(at, text(mutator.bytes(arguments.get(at).getBytes(StandardCharsets.UTF_8))));
        }
        arguments.replaceAll(argument -> argument.replace("\0", "0")); // argv cannot hold one
        return arguments;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    @Test
    void everyCommandEndsWithAPlan() throws Exception {
        List<String> configs = new ArrayList<>(EngineDocuments.of("config").values());
        for (String name : List.of("default", "everything", "userns", "hostns")) {
            configs.add(Files.readString(Path.of("src/test/resources/plan/" + name + ".json")));
        }
        List<String> resources = List.copyOf(EngineDocuments.of("resources").values());
        List<String> processes = List.copyOf(EngineDocuments.of("process").values());
        new Fuzz("commands", ROUNDS).run(mutator -> {
            boolean v2 = mutator.random().nextBoolean();
            List<String> arguments = arguments(mutator);
            Map<String, String> files = files(mutator, configs, resources, v2);
            files.put("/p.json", mutator.oneOf(processes));
            List<String> paths = new ArrayList<>(files.keySet());
            paths.remove("probe"); // the launcher's own words
            for (int n = mutator.random().nextInt(4); n > 0; n--) {
                // Half of the damage where most is read.
                String path = mutator.random().nextBoolean()
                        ? mutator.oneOf("/b/config.json", CONFIG, STATE)
                        : mutator.oneOf(paths);
                byte[] good = files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
                files.put(
                        path,
                        path.endsWith(".json")
                                ? text(mutator.json(good))
                                : text(mutator.bytes(good)).replace("\0", "0")); // the kernel's texts hold none
            }
            FakeHost host = new FakeHost(arguments.toArray(new String[0]))
                    .directory("/b")
                    .directory("/b/rootfs")
                    .directory("/run/jrunc")
                    .directory("/run/jrunc/c1")
                    .directory("/i");
            files.forEach(host::file);
            try {
                Engine.run(host);
            } catch (RuntimeException | Error e) {
                throw new AssertionError(String.join(" ", arguments), e);
            }
        });
    }
}
