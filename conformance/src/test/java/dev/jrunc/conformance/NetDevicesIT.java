package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** config-linux.md#network-devices. */
@Conformance
final class NetDevicesIT {
    private static int count;

    /** One end of a new pair, with addresses; both ends are gone at the end of the test. */
    private static String device(World world) {
        String name = "cf" + ProcessHandle.current().pid() % 10_000 + "x" + ++count;
        Host.run("ip", "link", "add", name, "type", "veth", "peer", "name", name + "p");
        // A pair goes with the network namespace of one of its ends.
        world.own(() -> Host.run("sh", "-c", "ip link delete " + name + "p 2> /dev/null || true"));
        Host.run("ip", "address", "add", "10.9.8.7/24", "dev", name);
        Host.run("ip", "address", "add", "fd00:9::7/64", "dev", name);
        Host.run("ip", "link", "set", name, "mtu", "1400", "up");
        return name;
    }

    private static final String SHOW = "ifconfig -a";

    @Test
    void deviceMovesWithItsAddresses(World world) {
        String name = device(world);
        String shown = world.shell(world.bundle().json("/linux/netDevices", "{'" + name + "':{}}"), SHOW);
        assertTrue(shown.contains(name), shown);
        assertTrue(shown.contains("10.9.8.7") && shown.contains("fd00:9::7/64"), shown);
        assertTrue(shown.contains("MTU:1400") && shown.contains("UP "), shown);
    }

    @Test
    void onlyPermanentGlobalAddressesMove(World world) {
        String name = device(world);
        Host.run("ip", "address", "add", "10.9.7.8/24", "dev", name, "valid_lft", "999", "preferred_lft", "999");
        Host.run("ip", "address", "add", "10.9.6.9/24", "dev", name, "scope", "link");
        String local =
                world.shell(world.bundle().json("/linux/netDevices", "{'" + name + "':{}}"), "cat /proc/net/fib_trie");
        assertTrue(local.contains("10.9.8.7"), local);
        assertFalse(local.contains("10.9.7.8") || local.contains("10.9.6.9"), local);
    }

    /** It belongs to the namespace's owner from then on: nothing moves it back or takes it down. */
    @Test
    void deviceStaysInANamespaceThatOutlivesTheContainer(World world) throws IOException {
        String name = device(world);
        try (Holder holder = Holder.ofNewNamespaces()) {
            Bundle bundle =
                    world.bundle().namespace("network", holder.path("net")).args("/bin/true");
            world.run(bundle.json("/linux/netDevices", "{'" + name + "':{'name':'inside0'}}"))
                    .expectSuccess();
            String shown = Host.run("nsenter", "--net=" + holder.path("net"), "ip", "address", "show", "inside0");
            assertTrue(shown.contains("10.9.8.7") && shown.contains(",UP"), shown);
        }
    }

    @Test
    void deviceGetsItsNewName(World world) {
        String name = device(world);
        String shown =
                world.shell(world.bundle().json("/linux/netDevices", "{'" + name + "':{'name':'inside0'}}"), SHOW);
        assertTrue(shown.contains("inside0") && shown.contains("10.9.8.7"), shown);
        assertFalse(shown.contains(name), shown);
    }

    @Test
    void kernelChoosesTheNumber(World world) {
        String name = device(world);
        String shown = world.shell(world.bundle().json("/linux/netDevices", "{'" + name + "':{'name':'net%d'}}"), SHOW);
        assertTrue(shown.contains("net0") && shown.contains("10.9.8.7"), shown);
    }

    @Test
    void deviceMovesIntoAContainerWithAUserNamespace(World world) {
        String name = device(world);
        String shown = world.shell(
                world.bundle().userNamespace().json("/linux/netDevices", "{'" + name + "':{'name':'inside0'}}"), SHOW);
        assertTrue(shown.contains("inside0") && shown.contains("10.9.8.7"), shown);
    }

    @Test
    void nameThatIsTakenIsRefusedAndTheDeviceStays(World world) {
        String name = device(world);
        world.run(world.bundle().json("/linux/netDevices", "{'" + name + "':{'name':'lo'}}"))
                .expectFailure(name);
        Host.run("ip", "link", "show", name);
    }

    @Test
    void missingDeviceIsNamed(World world) {
        world.run(world.bundle().json("/linux/netDevices", "{'nosuchdev':{}}")).expectFailure("nosuchdev");
    }

    @Test
    void withoutANetworkNamespaceItIsRefused(World world) {
        world.run(world.bundle().withoutNamespace("network").json("/linux/netDevices", "{'nosuchdev':{}}"))
                .expectFailure("");
    }
}
