package dev.jrunc.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of exec and what it refuses, without a container. */
class ExecTest {
    private static final String HYBRID =
            "{\"pids\":\"/sys/fs/cgroup/pids/c1\",\"freezer\":\"/sys/fs/cgroup/freezer/c1\","
                    + "\"cpu\":\"/sys/fs/cgroup/cpu/c1\",\"\":\"/sys/fs/cgroup/unified/c1\"}";
    private static final String V2 = "{\"\":\"/sys/fs/cgroup/user.slice/c1\"}";

    /** {@code make golden} rewrites the files. */
    @ParameterizedTest
    @CsvSource({"default,hybrid", "default,v2", "userns,hybrid"})
    void plan(String config, String layout) throws IOException {
        String plan = Engine.run(host(config, layout, "exec", "-t", "-u", "1000:100", "c1", "sh", "-c", "id"));
        Path file = Path.of("src/test/resources/plan/exec-" + config + "." + layout + ".txt");
        if ("update".equals(System.getProperty("jrunc.golden"))) {
            Files.writeString(file, plan);
        }
        assertEquals(Files.readString(file), plan, "make golden rewrites " + file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", " ", "-1", "+1", "1x", "1:", ":1", "1:x", "4294967295", "4294967296", "1:4294967295", "0x1"
            })
    void aUserThatIsNoNumberIsRefused(String user) {
        assertRefused(exec("-u", user, "c1", "id"), " is no id");
    }

    /** As with runc and crun, whose callers pass on a variable that may be empty. */
    @Test
    void anEmptyUserIsNone() {
        assertEquals(exec("c1", "id"), exec("-u", "", "c1", "id"));
    }

    @Test
    void optionsAfterTheIdBelongToTheProgram() {
        String plan = exec("c1", "ls", "-t", "--user", "5");
        assertTrue(plan.contains("exec args=[\"ls\" \"-t\" \"--user\" \"5\"]"), plan);
    }

    @Test
    void noCommandIsRefused() {
        assertRefused(exec("c1"), "process args cannot be empty");
    }

    @Test
    void aCapabilityIsNeverInheritable() {
        String plan = exec("-c", "CAP_SYS_ADMIN", "c1", "id");
        assertTrue(plan.contains("inheritable=0x0 ambient=0x0") || plan.contains("inheritable=0 ambient=0"), plan);
    }

    @Test
    void theTerminalNeedsAnotherEnd() {
        assertRefused(
                exec("-t", "-d", "c1", "sh"),
                "cannot allocate tty if jrunc will detach without setting console socket");
        assertRefused(
                exec("--console-socket", "s", "c1", "sh"),
                "cannot use console socket if jrunc will not detach or allocate tty");
    }

    @Test
    void cgroupsBelowTheContainersOnly() {
        assertRefused(exec("--cgroup", "a/../..", "c1", "id"), "bad sub cgroup path: a/../.. is not a sub cgroup path");
        assertRefused(exec("--cgroup", "nope:/", "c1", "id"), "unknown controller nope");
        String plan = Engine.run(host("default", "hybrid", "exec", "--cgroup", "pids:sub", "c1", "id")
                .file("/sys/fs/cgroup/pids/c1/sub/cgroup.procs", ""));
        assertTrue(plan.contains("\"/sys/fs/cgroup/pids/c1/sub/tasks\""), plan);
        assertTrue(plan.contains("\"/sys/fs/cgroup/cpu/c1/tasks\""), plan);
    }

    @Test
    void aCgroupThatIsNotThereIsRefused() {
        String words =
                "error adding pid of the process to cgroups: open /sys/fs/cgroup/%s/c1/no/cgroup.procs: no such file or directory";
        assertRefused(exec("--cgroup", "cpu:no", "c1", "id"), words.formatted("cpu"));
        assertRefused(exec("--cgroup", "no", "c1", "id"), words.formatted("pids"));
    }

    /** What the launcher leaves out of the request when it looks for a kept plan (launcher/kept.c). */
    @ParameterizedTest
    @CsvSource({"default,hybrid", "default,v2", "userns,hybrid"})
    void keptPlansDependOnNeitherTimeNorEnvironmentNorMounts(String config, String layout) {
        String[] words = {"exec", "-t", "--process", "/p.json", "--pid-file", "/pid", "c1"};
        String process = "{\"args\": [\"id\"], \"cwd\": \"/\", \"user\": {\"uid\": 0, \"gid\": 0}}";
        FakeHost one = host(config, layout, words).file("/p.json", process);
        FakeHost other = host(config, layout, words)
                .file("/p.json", process)
                .seconds(1)
                .environment("XDG_RUNTIME_DIR=/x", "PATH=/x", "HOME=/x", "LISTEN_FDS=3", "NOTIFY_SOCKET=/x")
                .file("/proc/self/mountinfo", "1 1 0:1 / / rw - tmpfs tmpfs rw\n")
                .file("/proc/self/cgroup", "0::/elsewhere\n");
        String plan = Engine.run(one);
        assertTrue(plan.contains("keep directory=\"/run/jrunc/c1\""), plan);
        assertEquals(plan, Engine.run(other));
        assertEquals(one.asked(), other.asked());
    }

    /** The launcher tells one stand-in for these words, whatever they are (launcher/kept_words.h). */
    @Test
    void theProgramAndItsArgumentsMeanNothing() throws IOException {
        List<String> words = List.of("0123456789abcdef");
        List<String> others = List.of("/no/such/program", "--user=5", "\u00e9");
        assertSamePlan(
                words,
                others,
                host("default", "hybrid", behind("exec", "-t", "c1", words)), //
                host("default", "hybrid", behind("exec", "-t", "c1", others)));
        for (String document : EngineDocuments.of("process").values()) {
            String[] command = {"exec", "--detach", "--console-socket", "/s", "--tty", "--process", "/p.json", "c1"};
            assertSamePlan(
                    words,
                    others,
                    host("default", "hybrid", command).file("/p.json", with(words, document)),
                    host("default", "hybrid", command).file("/p.json", with(others, document)));
        }
    }

    private static String[] behind(String command, String option, String id, List<String> words) {
        List<String> all = new ArrayList<>(List.of(command, option, id));
        all.addAll(words);
        return all.toArray(new String[0]);
    }

    private static String with(List<String> words, String document) {
        String other =
                document.replaceFirst("\"args\":\\s*\\[[^]]*]", "\"args\": [\"" + String.join("\", \"", words) + "\"]");
        assertTrue(other.contains("\"args\": [\"" + words.get(0)), document);
        return other;
    }

    private static void assertSamePlan(List<String> words, List<String> others, FakeHost one, FakeHost other) {
        String program = "exec args=[\"" + String.join("\" \"", words) + "\"]";
        String plan = Engine.run(one);
        assertTrue(plan.contains(program) && plan.contains("keep directory"), plan);
        plan = plan.replace(program, "exec args=[\"" + String.join("\" \"", others) + "\"]")
                .replace("lookup name=\"" + words.get(0), "lookup name=\"" + others.get(0));
        assertEquals(plan, Engine.run(other));
        assertEquals(one.asked(), other.asked());
    }

    /** Of others than root the launcher compares the cgroups that they see, and where their systemd is. */
    @ParameterizedTest
    @CsvSource({"hybrid", "v2"})
    void anOrdinaryUsersDependOnNoMoreThanHisCgroups(String layout) {
        String[] words = {"--root", "/run/jrunc", "exec", "c1", "id"};
        FakeHost one = host("userns", layout, words).uid(1000);
        FakeHost other = host("userns", layout, words)
                .uid(1000)
                .seconds(1)
                .environment("PATH=/x", "HOME=/x", "LISTEN_FDS=3", "NOTIFY_SOCKET=/x");
        String plan = Engine.run(one);
        assertTrue(plan.contains("keep directory=\"/run/jrunc/c1\""), plan);
        assertEquals(plan, Engine.run(other));
        assertEquals(one.asked(), other.asked());
    }

    /** Its directory is that of another mount of the tree for another caller. */
    @Test
    void anExecOfRootsInAnotherCgroupIsNotKept() {
        String plan = Engine.run(inAnotherCgroup());
        assertTrue(plan.contains("cgroup=\"/sys/fs/cgroup/other\""), plan);
        assertFalse(plan.contains("keep directory"), plan);
        plan = Engine.run(inAnotherCgroup().uid(1000));
        assertTrue(plan.contains("keep directory"), plan);
    }

    private static FakeHost inAnotherCgroup() {
        return host("default", "v2", "--root", "/run/jrunc", "exec", "c1", "id").file("/proc/42/cgroup", "0::/other\n");
    }

    @Test
    void aGroupThatIsThereIsNotAddedAgain() {
        String plan = Engine.run(
                host("default", "hybrid", "exec", "--additional-gids", "7", "--additional-gids", "7", "c1", "id"));
        assertTrue(plan.contains(" groups=[7] "), plan);
    }

    /** cgroups(7): no processes in inner cgroups; threaded controllers (cpu, pids) do not change that. */
    @Test
    void theCgroupOfTheContainerProcessWhereItsParentTakesNone() {
        for (String controllers : List.of("memory pids\n", "cpu pids\n")) {
            FakeHost host = host("default", "v2", "exec", "c1", "id")
                    .file("/sys/fs/cgroup/user.slice/c1/cgroup.subtree_control", controllers)
                    .file("/proc/42/cgroup", "0::/user.slice/c1/inner\n");
            String plan = Engine.run(host);
            assertTrue(plan.contains("cgroup=\"/sys/fs/cgroup/user.slice/c1/inner\""), plan);
        }
        FakeHost undivided = host("default", "v2", "exec", "c1", "id")
                .file("/sys/fs/cgroup/user.slice/c1/cgroup.subtree_control", "\n")
                .file("/proc/42/cgroup", "0::/user.slice/c1/inner\n");
        assertFalse(Engine.run(undivided).contains("c1/inner"));
    }

    @Test
    void whatEnginesSendBecomesAPlan() throws IOException {
        Map<String, String> documents = EngineDocuments.of("process");
        assertTrue(documents.size() > 30, documents.size() + " documents");
        for (Map.Entry<String, String> each : documents.entrySet()) {
            List<String> arguments = new ArrayList<>(List.of("exec", "--detach", "--process", "/p.json"));
            if (each.getValue().contains("\"terminal\": true")) {
                arguments.addAll(List.of("--console-socket", "/s"));
            }
            arguments.add("c1");
            String plan = Engine.run(
                    host("default", "hybrid", arguments.toArray(new String[0])).file("/p.json", each.getValue()));
            assertTrue(plan.contains("\nclone ") && !plan.contains("\nfail "), each.getKey() + ": " + plan);
        }
    }

    @Test
    void aMissingContainerIs255() {
        assertRefused(Engine.run(new FakeHost("exec", "nope", "id")), "container does not exist");
    }

    private static void assertRefused(String plan, String words) {
        assertTrue(plan.contains("prefix text=\"exec failed: \""), plan);
        assertTrue(plan.contains(words), plan);
        assertTrue(plan.contains("exit code=255"), plan);
        assertFalse(plan.contains("clone "), plan);
    }

    private static String exec(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "exec";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Engine.run(host("default", "hybrid", all));
    }

    private static FakeHost host(String config, String layout, String... arguments) {
        boolean v2 = layout.equals("v2");
        return Engine.host(
                        v2 ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS,
                        v2 ? Engine.V2_SELF : Engine.HYBRID_SELF,
                        "",
                        arguments)
                .directory("/run/jrunc/c1")
                .file("/run/jrunc/c1/config.json", resource("/plan/" + config + ".json"))
                .file(
                        "/run/jrunc/c1/state.json",
                        "{\"version\":1,\"ociVersion\":\"1.3.0\",\"id\":\"c1\",\"pid\":42,\"startTime\":7,"
                                + "\"created\":\"2026-11-24T10:43:00Z\",\"bundle\":\"/b\",\"rootfs\":\"/b/rootfs\","
                                + "\"annotations\":{},\"ownPids\":true,\"newKeyring\":true,\"cgroupPaths\":"
                                + (v2 ? V2 : HYBRID) + ",\"hostMounts\":[]}");
    }

    private static String resource(String path) {
        try (InputStream in = ExecTest.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new AssertionError(path + " is not there");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
