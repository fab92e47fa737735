package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** exec: its process is as the configuration of the container has it, but for what flags and a --process file change. */
@Conformance
final class ExecProcessIT {
    private static Report report(Container container, String... flags) {
        List<String> words = new ArrayList<>(List.of(flags));
        words.addAll(List.of("--", "/guest", "report"));
        return new Report(container.exec(words.toArray(new String[0])).run().json());
    }

    @Test
    void userEnvironmentLimitsAndPrivilegesAreTheConfigs(World world) {
        Bundle bundle = world.bundle()
                .json("/process/user", "{'uid':1000,'gid':1001,'additionalGids':[5]}")
                .set("/process/env/-", "OWN=value")
                .set("/process/cwd", "/tmp")
                .set("/process/oomScoreAdj", 321)
                .guest("hold")
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','syscalls':[{'names':['sync'],'action':'SCMP_ACT_ERRNO'}]}");
        Report report = report(world.container(bundle).started());
        assertEquals(
                "1000 1001",
                report.list("uids").get(0) + " " + report.list("gids").get(0));
        assertTrue(
                report.list("groups").contains("5") && report.list("env").contains("OWN=value"),
                report.list("env").toString());
        assertEquals("/tmp", report.text("cwd"));
        assertEquals(List.of("321"), report.list("oomScoreAdj"));
        assertEquals(List.of(1024L, 1024L), report.rlimit("NOFILE"));
        assertEquals(
                "0000000020000420 1 2",
                report.status("CapBnd") + " " + report.status("NoNewPrivs") + " " + report.status("Seccomp"));
        assertEquals("0000000000000000", report.status("CapInh")); // CVE-2022-29162
        assertEquals(Set.of("0", "1", "2"), report.fds());
    }

    @Test
    void flagsChangeThem(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .set("/process/noNewPrivileges", false)
                .json("/process/user/additionalGids", "[5]");
        String flags =
                "--env A=b --cwd /etc --user 1000:1002 --no-new-privs --additional-gids 100 --additional-gids 65534";
        Report report = report(world.container(bundle).started(), flags.split(" ", -1));
        assertTrue(report.list("env").contains("A=b"), report.list("env").toString());
        assertEquals(
                "/etc 1000 1002",
                report.text("cwd") + " " + report.list("uids").get(0) + " "
                        + report.list("gids").get(0));
        assertTrue(
                report.list("groups").containsAll(List.of("5", "100", "65534")),
                report.list("groups").toString());
        assertEquals("1", report.status("NoNewPrivs"));
    }

    @Test
    void userWithoutAGroupLeavesTheGroup(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/process/user", "{'uid':1000,'gid':1001}");
        Report report = report(world.container(bundle).started(), "--user", "7");
        assertEquals(
                "7 1001", report.list("uids").get(0) + " " + report.list("gids").get(0));
    }

    @Test
    void capabilityIsAddedButNeverInheritable(World world) {
        Report report = report(world.running(), "--cap", "CAP_CHOWN");
        assertEquals(
                "0000000020000421 0000000020000421 0000000000000000",
                report.status("CapBnd") + " " + report.status("CapEff") + " " + report.status("CapInh"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"4294967296", "4294967297:5", "-1", "1000x", "1000:", ":5", "root", "1000:x", "1:2:3"})
    void oddUserIsRefused(String user, World world) {
        world.running().exec("--user", user, "--", "/guest", "exit", "0").run().expectExit(255);
    }

    @Test
    void schedulingPersonalityAndUmaskAreTheConfigs(World world) {
        Bundle bundle = world.bundle()
                .guest("hold")
                .json("/process/scheduler", "{'policy':'SCHED_BATCH','nice':5}")
                .json("/process/ioPriority", "{'class':'IOPRIO_CLASS_BE','priority':3}")
                .json("/process/user", "{'uid':0,'gid':0,'umask':63}")
                .json("/linux/personality", "{'domain':'LINUX32'}");
        Container container = world.container(bundle).started();
        String script = "cut -d' ' -f19,41 /proc/self/stat; ionice; umask; uname -m";
        String[] seen = container
                .exec("/bin/sh", "-c", script)
                .run()
                .expectSuccess()
                .out()
                .split("\n", -1);
        String narrow = System.getProperty("os.arch").equals("aarch64") ? "armv8l" : "i686";
        assertEquals("5 3|best-effort: prio 3|0077|" + narrow, String.join("|", seen[0], seen[1], seen[2], seen[3]));
    }

    @Test
    void memoryPolicyIsTheConfigs(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/linux/memoryPolicy", "{'mode':'MPOL_BIND','nodes':'0'}");
        Container container = world.container(bundle).started();
        String maps = container
                .exec("/bin/cat", "/proc/self/numa_maps")
                .run()
                .expectSuccess()
                .out();
        assertTrue(maps.contains(" bind:0 "), maps);
    }

    @Test
    void affinityIsThatForExec(World world) {
        Bundle bundle = world.bundle().guest("hold").json("/process/execCPUAffinity", "{'initial':'0','final':'0'}");
        Container container = world.container(bundle).started();
        assertEquals(1, report(container).number("cpus"));
    }

    /** What a --process file leaves out is as for the container. */
    @Test
    void processFileIsCompletedFromTheConfig(World world) {
        Container container = world.container(world.bundle()
                        .guest("hold")
                        .json("/process/scheduler", "{'policy':'SCHED_BATCH'}")
                        .set("/process/user/umask", 63)
                        .json("/process/rlimits", "[{'type':'RLIMIT_NOFILE','soft':100,'hard':100}]"))
                .started();
        Path file = container
                .bundle()
                .file("process.json", "{\"cwd\":\"/\",\"args\":[\"/guest\",\"report\"]}", "rw-r--r--");
        Report report = new Report(
                container.exec("--process", file.toString(), "--").run().json());
        assertEquals(List.of(100L, 100L), report.rlimit("NOFILE"));
        assertEquals("0000000020000420 0077", report.status("CapBnd") + " " + report.status("Umask"));
    }

    @Test
    void processFileIsTaken(World world) throws IOException {
        Path file = Files.writeString(
                world.dir().resolve("process.json"),
                "{\"args\":[\"/guest\",\"report\"],\"cwd\":\"/tmp\",\"env\":[\"X=y\"],\"user\":{\"uid\":7,\"gid\":8}}");
        Report report = new Report(
                world.running().exec("--process", file.toString(), "--").run().json());
        assertEquals(
                "/tmp 7 8",
                report.text("cwd") + " " + report.list("uids").get(0) + " "
                        + report.list("gids").get(0));
        Expect.has("X=y", report.list("env"));
    }

    @Test
    void processFileThatIsAFifoDoesNotHang(World world) {
        Container container = world.running();
        Path fifo = world.dir().resolve("fifo");
        Host.run("mkfifo", fifo.toString());
        container
                .exec("--process", fifo.toString(), "--")
                .bounded()
                .run()
                .expectEnd()
                .expectFailure();
    }
}
