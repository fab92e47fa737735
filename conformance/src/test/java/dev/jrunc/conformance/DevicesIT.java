package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#devices and #allowed-device-list: nodes, and who may use them. */
@Conformance
final class DevicesIT {
    // No driver has 240:77: an allowed open is ENXIO, one that the cgroup denies is EPERM.
    @ParameterizedTest
    @CsvSource({"c,char,10,229", "b,block,7,300", "c,char,10,666", "u,char,1,7"})
    void nodeIsMade(String type, String seen, int major, int minor, World world) {
        Bundle bundle = world.bundle()
                .json(
                        "/linux/devices/-",
                        "{'path':'/dev/own/node','type':'" + type + "','major':" + major + ",'minor':" + minor
                                + ",'fileMode':432,'uid':7,'gid':8}");
        JsonNode node = world.run(bundle.guest("stat", "/dev/own/node")).json().path("/dev/own/node");
        assertEquals(
                seen + " " + major + ":" + minor + " 432 7:8",
                node.path("type").asText() + " " + node.path("major") + ":" + node.path("minor") + " "
                        + node.path("mode") + " " + node.path("uid") + ":" + node.path("gid"));
    }

    @Test
    void fifoIsMade(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/pipe','type':'p','fileMode':438,'uid':7,'gid':8}");
        JsonNode node = world.run(bundle.guest("stat", "/dev/pipe")).json().path("/dev/pipe");
        assertEquals(
                "fifo 438 7:8",
                node.path("type").asText() + " " + node.path("mode") + " " + node.path("uid") + ":" + node.path("gid"));
    }

    @Test
    void modeDoesNotDependOnTheCallersUmask(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/x','type':'c','major':1,'minor':3,'fileMode':438}");
        JsonNode result = world.container(bundle.guest("stat", "/dev/x", "/dev/null"))
                .by(call -> call.prepare("umask 0077"))
                .run()
                .json();
        assertEquals("438 438", result.at("/~1dev~1x/mode") + " " + result.at("/~1dev~1null/mode"));
    }

    /** Without a mode it is everybody's: what restricts it is the cgroup. */
    @ParameterizedTest
    @ValueSource(strings = {"/dev/own", "/dev/own/"})
    void pathMayEndWithASlashAndTheModeMayBeLeftOut(String path, World world) {
        Bundle bundle =
                world.bundle().json("/linux/devices", "[{'path':'" + path + "','type':'c','major':1,'minor':3}]");
        JsonNode node = world.run(bundle.guest("stat", "/dev/own")).json().path("/dev/own");
        assertEquals("char " + 0666, node.path("type").asText() + " " + node.path("mode"));
    }

    /** Not one of the default devices without a terminal. */
    @Test
    void consoleThatIsListedIsThere(World world) {
        Bundle bundle =
                world.bundle().json("/linux/devices", "[{'path':'/dev/console','type':'c','major':1,'minor':3}]");
        assertEquals("1, 3", world.shell(bundle, "stat -c '%t, %T' /dev/console"));
    }

    @Test
    void defaultDevicesMayBeListedAgain(World world) {
        Bundle bundle = world.bundle()
                .json(
                        "/linux/devices",
                        "[{'path':'/dev/tty','type':'c','major':5,'minor':0,'fileMode':438,'uid':0,'gid':0},"
                                + "{'path':'/dev/ptmx','type':'c','major':5,'minor':2,'fileMode':438,'uid':0,'gid':0}]");
        world.report(bundle);
    }

    @ParameterizedTest
    @ValueSource(strings = {"touch own", "mkdir own", "mknod own p", "mknod own c 1 5", "mknod own b 1 3"})
    void anotherFileInItsPlaceIsRefused(String make, World world) {
        Bundle bundle = world.bundle().json("/linux/devices/-", "{'path':'/own','type':'c','major':1,'minor':3}");
        Host.run("sh", "-c", "cd " + bundle.rootfs() + " && " + make);
        world.run(bundle).expectFailure("/own");
    }

    @Test
    void deviceThatIsThereAlreadyIsTaken(World world) {
        Bundle bundle = world.bundle().json("/linux/devices/-", "{'path':'/own','type':'c','major':1,'minor':3}");
        Host.run("mknod", bundle.rootfs() + "/own", "c", "1", "3");
        world.report(bundle);
    }

    /** Neither its owner nor its mode is the container's to say. */
    @Test
    void deviceOfTheHostThatIsMountedThereStaysAsItIs(World world) {
        Path node = world.dir().resolve("node");
        Host.run("mknod", "-m", "640", node.toString(), "c", "1", "3");
        Bundle bundle = world.bundle()
                .mount("/dev/own", "bind", node.toString(), "bind")
                .json(
                        "/linux/devices/-",
                        "{'path':'/dev/own','type':'c','major':1,'minor':3,'uid':4,'gid':4,'fileMode':438}")
                .shell("stat -c '%u %g %a' /dev/own");
        assertEquals("0 0 640\n", world.run(bundle).expectSuccess().out());
        assertEquals("0 0 640\n", Host.run("stat", "-c", "%u %g %a", node.toString()));
    }

    /** mknod(2): without CAP_MKNOD no node is made; the host has some. */
    @Test
    void callerWhoCanMakeNoneHasTheHosts(World world) {
        Bundle bundle = world.bundle().shell("echo x > /dev/null && head -c 1 /dev/zero | wc -c");
        Container container = world.container(bundle).by(DevicesIT::withoutMknod);
        assertEquals("1\n", container.run().expectSuccess().out());
        bundle.json("/linux/devices/-", "{'path':'/dev/nowhere','type':'c','major':240,'minor':77}");
        world.container(bundle).by(DevicesIT::withoutMknod).run().expectFailure("/dev/nowhere");
    }

    private static Invocation withoutMknod(Invocation call) {
        return call.through("setpriv", "--bounding-set=-mknod");
    }

    @Test
    void unknownTypeIsRefused(World world) {
        world.run(world.bundle().json("/linux/devices/-", "{'path':'/dev/x','type':'z','major':1,'minor':3}"))
                .expectFailure();
    }

    @Test
    void deviceThatNoRuleAllowsIsRefused(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/nobody','type':'c','major':240,'minor':77,'fileMode':438}");
        assertEquals("EPERM", world.open(bundle, "r", "/dev/nobody"));
    }

    @Test
    void deviceThatARuleAllowsWorks(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/nobody','type':'c','major':240,'minor':77,'fileMode':438}")
                .json("/linux/resources/devices/-", "{'allow':true,'type':'c','major':240,'minor':77,'access':'r'}");
        assertEquals(
                "ENXIO EPERM", world.open(bundle, "r", "/dev/nobody") + " " + world.open(bundle, "w", "/dev/nobody"));
    }

    @Test
    void defaultDevicesWorkUnderADenyAllRule(World world) {
        JsonNode result = world.run(world.bundle()
                        .guest(
                                "open",
                                "r",
                                "/dev/null",
                                "/dev/zero",
                                "/dev/full",
                                "/dev/random",
                                "/dev/urandom",
                                "/dev/ptmx"))
                .json();
        result.forEach(error -> assertEquals("ok", error.asText(), result.toString()));
    }

    @Test
    void laterRuleOverridesAnEarlierOne(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/nobody','type':'c','major':240,'minor':77,'fileMode':438}")
                .json("/linux/resources/devices/-", "{'allow':true,'type':'c','major':240,'minor':77,'access':'rw'}")
                .json("/linux/resources/devices/-", "{'allow':false,'type':'c','major':240,'minor':77,'access':'w'}");
        assertEquals(
                "EPERM ENXIO", world.open(bundle, "w", "/dev/nobody") + " " + world.open(bundle, "r", "/dev/nobody"));
    }

    @Test
    void listOfTheControllerIsTheRulesOfTheConfig(World world) {
        assumeFalse(Cgroups.isV2(), "version 2 keeps device rules in a program, not in a file");
        Bundle bundle = world.bundle()
                .json("/linux/resources/devices/-", "{'allow':true,'type':'b','major':7,'minor':77,'access':'rwm'}")
                .guest("hold");
        Container container = world.container(bundle).started();
        String list = Cgroups.read("devices", container.cgroup(), "devices.list");
        for (String rule : List.of("b 7:77 rwm", "c 1:3 rwm", "c 5:0 rwm", "c *:* m")) {
            assertTrue(list.contains(rule), rule + " is not in\n" + list);
        }
        assertFalse(list.contains("a *:*"), list);
        container.stop();
    }

    @Test
    void makingANodeIsAllowedUsingItIsNot(World world) {
        Bundle bundle = world.bundle().capabilities("CAP_MKNOD");
        assertEquals(
                "made denied",
                world.shell(
                        bundle,
                        "mknod /tmp/node c 240 77 && echo -n 'made '; cat /tmp/node 2>/dev/null >&2 && echo read || echo denied"));
    }
}
