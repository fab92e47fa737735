package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#linux-process: the five capability sets. */
@Conformance
final class CapabilitiesIT {
    private static final String CHOWN = "0000000000000001";
    private static final String CHOWN_AND_KILL = "0000000000000021";
    private static final String NONE = "0000000000000000";

    private static Bundle bundle(World world, int user, String... capabilities) {
        return world.bundle().set("/process/user/uid", user).capabilities(capabilities);
    }

    private static void assertSets(
            Report report, String bounding, String permitted, String effective, String inheritable, String ambient) {
        assertEquals(
                String.join(" ", bounding, permitted, effective, inheritable, ambient),
                String.join(
                        " ",
                        report.status("CapBnd"),
                        report.status("CapPrm"),
                        report.status("CapEff"),
                        report.status("CapInh"),
                        report.status("CapAmb")),
                "bounding permitted effective inheritable ambient");
    }

    @Test
    void setsOfRootAreTheConfigs(World world) {
        Report report = world.report(bundle(world, 0, "CAP_CHOWN", "CAP_KILL"));
        assertSets(report, CHOWN_AND_KILL, CHOWN_AND_KILL, CHOWN_AND_KILL, NONE, NONE);
        assertSets(world.report(bundle(world, 0, "CAP_CHOWN")), CHOWN, CHOWN, CHOWN, NONE, NONE);
        assertSets(world.report(bundle(world, 0)), NONE, NONE, NONE, NONE, NONE);
    }

    @Test
    void boundingSetThatCannotBeLimitedIsRefused(World world) {
        world.container(world.bundle())
                .by(call -> call.through("setpriv", "--bounding-set=-setpcap"))
                .run()
                .expectFailure("CAP_SETPCAP");
    }

    @Test
    void otherUsersLoseTheirsAtExec(World world) {
        assertSets(world.report(bundle(world, 1000, "CAP_CHOWN")), CHOWN, NONE, NONE, NONE, NONE);
    }

    @Test
    void ambientSetSurvivesTheExecOfOtherUsers(World world) {
        Bundle bundle = bundle(world, 1000, "CAP_CHOWN", "CAP_KILL")
                .json("/process/capabilities/inheritable", "['CAP_CHOWN','CAP_KILL']")
                .json("/process/capabilities/ambient", "['CAP_CHOWN']");
        assertSets(world.report(bundle), CHOWN_AND_KILL, CHOWN, CHOWN, CHOWN_AND_KILL, CHOWN);
    }

    @Test
    void unknownCapabilityIsWarnedOf(World world) {
        Bundle bundle = world.bundle().args("/bin/true").set("/process/capabilities/bounding/-", "CAP_FROM_THE_FUTURE");
        Result result = world.run(bundle).expectSuccess();
        assertTrue(
                result.err().contains("CAP_FROM_THE_FUTURE"), result.err()); // config.md: MUST be logged as a warning
    }

    @Test
    void unknownCapabilityIsAWarningAtMost(World world) {
        Bundle bundle = bundle(world, 0, "CAP_CHOWN").set("/process/capabilities/bounding/-", "CAP_FROM_THE_FUTURE");
        assertSets(world.report(bundle), CHOWN, CHOWN, CHOWN, NONE, NONE); // config.md: SHOULD NOT fail
    }

    /** config.md: what cannot be granted MUST be logged as a warning, and the runtime SHOULD NOT fail. */
    @ParameterizedTest
    @ValueSource(strings = {"permitted", "effective", "inheritable"})
    void capabilityThatAnotherSetLacksIsWarnedOfAndLeftOut(String set, World world) {
        Bundle bundle = bundle(world, 0, "CAP_CHOWN");
        bundle.set("/process/capabilities/" + set + "/-", "CAP_KILL");
        assertSets(world.report(bundle), CHOWN, CHOWN, CHOWN, NONE, NONE);
        Result result = world.run(bundle.args("/bin/true")).expectSuccess();
        assertTrue(result.err().contains("CAP_KILL"), result.err());
    }

    @Test
    void capabilityActsAsTheKernelSays(World world) {
        String script = "chown 1:1 /tmp 2>/dev/null";
        world.run(bundle(world, 0).shell(script)).expectExit(1);
        world.run(bundle(world, 0, "CAP_CHOWN").shell(script)).expectSuccess();
    }

    @Test
    void programIsFoundWithTheCapabilitiesOfTheProcess(World world) throws IOException {
        String user = "{'uid':1000,'gid':1000}";
        Bundle without = world.bundle().json("/process/user", user).args("/only-root");
        Path program = without.file("rootfs/only-root", "#!/bin/sh\n", "rwx------");
        assertEquals(0, Files.getAttribute(program, "unix:uid"));
        world.run(without).expectFailure("permission denied");
        String sets = "'bounding':@,'permitted':@,'effective':@,'inheritable':@,'ambient':@"
                .replace("@", "['CAP_DAC_OVERRIDE']");
        world.run(without.json("/process/capabilities", "{" + sets + "}")).expectSuccess();
    }

    @Test
    void ambientCapabilityThatIsNotInheritableIsLeftOut(World world) {
        Bundle bundle = bundle(world, 1000, "CAP_CHOWN", "CAP_KILL")
                .json("/process/capabilities/inheritable", "['CAP_CHOWN']")
                .json("/process/capabilities/ambient", "['CAP_CHOWN','CAP_KILL']");
        assertSets(world.report(bundle), CHOWN_AND_KILL, CHOWN, CHOWN, CHOWN, CHOWN);
    }

    @Test
    void ambientCapabilitiesWithoutInheritableOnesAreNoReasonToTalk(World world) {
        Bundle bundle = bundle(world, 0, "CAP_CHOWN")
                .json("/process/capabilities/ambient", "['CAP_CHOWN']")
                .args("/bin/true");
        world.run(bundle).expectSilence(); // buildah makes every config so
    }
}
