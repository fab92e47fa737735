package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#process: arguments, environment, directory, user, limits. */
@Conformance
final class ProcessIT {
    @Test
    void argumentsArriveExactly(World world) {
        String[] args = {"/guest", "report", "", " a  b ", "\"quoted\"", "$HOME", "back\\slash", "new\nline", "-x", "--"
        };
        Report report = new Report(world.run(world.bundle().args(args)).json());
        assertEquals(List.of(args), report.list("args"));
    }

    @Test
    void firstArgumentIsLookedUpInThePathOfTheEnvironment(World world) {
        Bundle bundle = world.bundle().args("greet").json("/process/env", "['PATH=/nowhere:/opt/own']");
        bundle.file("rootfs/opt/own/greet", "#!/bin/sh\necho found\n", "rwxr-xr-x");
        assertEquals("found\n", world.run(bundle).expectSuccess().out());
    }

    /** What lies in the working directory is not run for want of a PATH. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "['PATH=']"})
    void withoutAPathNothingIsFound(String environment, World world) {
        Bundle bundle = world.bundle().args("greet").json("/process/env", environment);
        bundle.file("rootfs/greet", "#!/bin/sh\necho found\n", "rwxr-xr-x");
        world.run(bundle).expectFailure("greet");
    }

    @Test
    void environmentIsExactlyTheConfigs(World world) {
        Bundle bundle =
                world.bundle().json("/process/env", "['PATH=/bin','HOME=/here','EMPTY=','SPACES= a b ','LINES=a\\nb']");
        assertEquals(
                List.of("PATH=/bin", "HOME=/here", "EMPTY=", "SPACES= a b ", "LINES=a\nb"),
                world.report(bundle).list("env"));
    }

    @Test
    void homeComesFromTheContainersPasswd(World world) {
        Bundle bundle =
                world.bundle().json("/process/env", "['PATH=/bin']").json("/process/user", "{'uid':1000,'gid':1000}");
        Expect.has("HOME=/home/user", world.report(bundle).list("env"));
    }

    @Test
    void homeIsFoundWithFewDescriptors(World world) {
        Bundle bundle = world.bundle()
                .json("/process/env", "['PATH=/bin']")
                .json("/process/user", "{'uid':1000,'gid':1000}")
                .json("/process/rlimits", "[{'type':'RLIMIT_NOFILE','soft':5,'hard':100}]");
        assertEquals("/home/user", world.shell(bundle, "echo $HOME"));
    }

    @Test
    void homeOfAnUnknownUserIsTheRoot(World world) {
        Bundle bundle =
                world.bundle().json("/process/env", "['PATH=/bin']").json("/process/user", "{'uid':4321,'gid':4321}");
        Expect.has("HOME=/", world.report(bundle).list("env"));
    }

    @Test
    void lastOfDuplicateVariablesWins(World world) {
        Bundle bundle = world.bundle().json("/process/env", "['PATH=/bin','HOME=/','A=1','A=2']");
        assertEquals("2", world.shell(bundle, "echo $A"));
    }

    @Test
    void cwdIsTheConfigs(World world) {
        assertEquals(
                "/tmp", world.report(world.bundle().set("/process/cwd", "/tmp")).text("cwd"));
    }

    @Test
    void missingCwdIsMade(World world) {
        assertEquals(
                "/made/for/us",
                world.report(world.bundle().set("/process/cwd", "/made/for/us")).text("cwd"));
    }

    @Test
    void missingCwdIsMadeBeforeTheRootIsReadOnly(World world) {
        Bundle bundle = world.bundle().set("/process/cwd", "/made/for/us").set("/root/readonly", true);
        assertEquals("/made/for/us", world.report(bundle).text("cwd"));
    }

    @Test
    void cwdThatOnlyTheUserMayEnterWorks(World world) {
        Bundle bundle =
                world.bundle().json("/process/user", "{'uid':1000,'gid':1000}").set("/process/cwd", "/home/user");
        bundle.file("rootfs/home/user/file", "", "rw-r--r--");
        Host.run(
                "chown", "-R", "1000:1000", bundle.rootfs().resolve("home/user").toString());
        Host.run("chmod", "700", bundle.rootfs().resolve("home/user").toString());
        assertEquals("/home/user", world.report(bundle).text("cwd"));
    }

    @Test
    void userAndGroupsAreSet(World world) {
        Report report = world.report(
                world.bundle().json("/process/user", "{'uid':1001,'gid':1002,'additionalGids':[5,6,1003]}"));
        assertEquals(List.of("1001", "1001", "1001"), report.list("uids"));
        assertEquals(List.of("1002", "1002", "1002"), report.list("gids"));
        assertEquals(
                "5 6 1003",
                String.join(
                        " ",
                        report.list("groups").stream()
                                .filter(gid -> !gid.equals("1002"))
                                .toList()));
    }

    /** Its outputs are pipes of the caller's. */
    @Test
    void userMayOpenItsOutputs(World world) {
        Bundle bundle = world.bundle().json("/process/user", "{'uid':1000,'gid':1000}");
        Result result = world.run(bundle.shell("echo out > /dev/stdout && echo err > /dev/stderr"));
        assertEquals("out\nerr\n", result.expectSuccess().out() + result.err());
    }

    @Test
    void callersGroupsAreNotInherited(World world) {
        Container container = world.container(world.bundle().guest("report"));
        container.by(call -> call.through("setpriv", "--groups", "4,24"));
        assertEquals(List.of(), new Report(container.run().json()).list("groups"));
    }

    @Test
    void largestIdsWork(World world) {
        Report report = world.report(world.bundle().json("/process/user", "{'uid':4294967294,'gid':4294967293}"));
        assertEquals("4294967294", report.list("uids").get(0));
        assertEquals("4294967293", report.list("gids").get(0));
    }

    @Test
    void umaskIsTheConfigs(World world) {
        assertEquals(
                63, world.report(world.bundle().set("/process/user/umask", 63)).number("umask"));
    }

    @Test
    void defaultUmaskDoesNotDependOnTheCaller(World world) {
        Container container = world.container(world.bundle().guest("report")).by(call -> call.prepare("umask 0777"));
        assertEquals(18, new Report(container.run().json()).number("umask")); // 0022, as the peers do
    }

    @ParameterizedTest
    @CsvSource({
        "RLIMIT_NOFILE,NOFILE,100,200",
        "RLIMIT_CORE,CORE,0,0",
        "RLIMIT_CPU,CPU,1000,2000",
        "RLIMIT_FSIZE,FSIZE,1048576,1048576",
        "RLIMIT_NPROC,NPROC,500,600",
        "RLIMIT_STACK,STACK,4194304,8388608",
        "RLIMIT_AS,AS,1073741824,18446744073709551615",
        "RLIMIT_MEMLOCK,MEMLOCK,4096,8192",
        "RLIMIT_SIGPENDING,SIGPENDING,100,100",
        "RLIMIT_DATA,DATA,1073741824,1073741824",
        "RLIMIT_MSGQUEUE,MSGQUEUE,1000,1000",
        "RLIMIT_RSS,RSS,1000000,1000000",
        "RLIMIT_LOCKS,LOCKS,10,10",
        "RLIMIT_NICE,NICE,0,0",
        "RLIMIT_RTPRIO,RTPRIO,0,0",
        "RLIMIT_RTTIME,RTTIME,1000000,1000000"
    })
    void resourceLimitIsSet(String type, String name, String soft, String hard, World world) {
        Bundle bundle = world.bundle()
                .json("/process/rlimits", "[{'type':'" + type + "','soft':" + soft + ",'hard':" + hard + "}]");
        assertEquals(
                List.of(Long.parseUnsignedLong(soft), Long.parseUnsignedLong(hard)),
                world.report(bundle).rlimit(name));
    }

    @Test
    void limitsThatAreNotListedAreTheCallers(World world) {
        Container container = world.container(
                        world.bundle().remove("/process/rlimits").guest("report"))
                .by(call -> call.prepare("ulimit -Sn 123; ulimit -c 4"));
        Report report = new Report(container.run().json());
        assertEquals(123L, report.rlimit("NOFILE").get(0));
        assertEquals(2048L, report.rlimit("CORE").get(0));
    }

    @Test
    void noNewPrivilegesIsTheConfigs(World world) {
        assertEquals(
                "1",
                world.report(world.bundle().set("/process/noNewPrivileges", true))
                        .status("NoNewPrivs"));
        assertEquals(
                "0",
                world.report(world.bundle().set("/process/noNewPrivileges", false))
                        .status("NoNewPrivs"));
        assertEquals(
                "0",
                world.report(world.bundle().remove("/process/noNewPrivileges")).status("NoNewPrivs"));
    }

    @Test
    void oomScoreAdjustmentIsTheConfigs(World world) {
        assertEquals(
                List.of("500"),
                world.report(world.bundle().set("/process/oomScoreAdj", 500)).list("oomScoreAdj"));
    }

    @Test
    void withoutOomScoreAdjustmentTheCallersStays(World world) {
        Container container = world.container(world.bundle().guest("report"))
                .by(call -> call.prepare("echo 77 > /proc/self/oom_score_adj"));
        assertEquals(List.of("77"), new Report(container.run().json()).list("oomScoreAdj"));
    }

    @Test
    void processLeadsItsSession(World world) {
        Report report = world.report(world.bundle());
        assertEquals(1, report.number("sid"));
        assertEquals(1, report.number("pgid"));
    }

    @Test
    void sessionKeyringIsNewUnlessAskedOtherwise(World world) {
        String mine =
                new Report(Json.parse(Host.run(System.getProperty("conformance.guest"), "report"))).text("keyring");
        Container fresh = world.container(world.bundle().guest("report"));
        assertEquals("_ses." + fresh.id(), keyringName(new Report(fresh.run().json()).text("keyring")));
        Container same = world.container(world.bundle().guest("report"));
        assertEquals(
                keyringName(mine),
                keyringName(new Report(same.run("--no-new-keyring").json()).text("keyring")));
    }

    private static String keyringName(String description) {
        return description.substring(description.lastIndexOf(';') + 1);
    }

    @Test
    void personalityIsTheConfigs(World world) {
        assertEquals(
                8,
                world.report(world.bundle().json("/linux/personality", "{'domain':'LINUX32'}"))
                        .number("personality"));
    }

    @Test
    void flagsOfThePersonalityAreNotIgnoredInSilence(World world) {
        Result result = world.run(
                world.bundle().guest("report").json("/linux/personality", "{'domain':'LINUX32','flags':['X']}"));
        assertTrue(result.exit() != 0 || result.err().contains("personality"), result.toString());
    }
}
