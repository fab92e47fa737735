package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-linux.md#sysctl. */
@Conformance
final class SysctlIT {
    @Test
    void sysctlIsSetInTheContainersNamespaceOnly(World world) {
        String host = Host.read("/proc/sys/net/ipv4/ip_forward");
        Bundle bundle = world.bundle()
                .json(
                        "/linux/sysctl",
                        "{'net.ipv4.ip_forward':'1','kernel.msgmax':'4321','net/ipv4/ip_default_ttl':'33'}");
        assertEquals(
                "1 4321 33",
                world.shell(
                        bundle, "cd /proc/sys; echo $(cat net/ipv4/ip_forward kernel/msgmax net/ipv4/ip_default_ttl)"));
        assertEquals(host, Host.read("/proc/sys/net/ipv4/ip_forward"));
    }

    @ParameterizedTest
    @CsvSource({
        "vm.swappiness,10,network",
        "kernel.hostname,x,network",
        "net.ipv4.ip_forward,1,network",
        "kernel.msgmax,10,ipc"
    })
    void sysctlOutsideTheContainersNamespacesIsRefused(String name, String value, String without, World world) {
        Bundle bundle =
                world.bundle().withoutNamespace(without).json("/linux/sysctl", "{'" + name + "':'" + value + "'}");
        if (without.equals("ipc")) {
            bundle.remove("/mounts/4");
        }
        String host = Host.read("/proc/sys/" + name.replace('.', '/'));
        world.run(bundle).expectFailure();
        assertEquals(host, Host.read("/proc/sys/" + name.replace('.', '/')));
    }

    /** A path that leads back to the host's namespace is no namespace of the container's (CVE-2022-0811). */
    @ParameterizedTest
    @CsvSource({"network,net,net.ipv4.ip_default_ttl,33", "ipc,ipc,kernel.msgmax,4321"})
    void sysctlOfTheHostsNamespaceByPathIsRefused(String type, String file, String name, String value, World world) {
        Bundle bundle = world.bundle()
                .namespace(type, "/proc/self/ns/" + file)
                .json("/linux/sysctl", "{'" + name + "':'" + value + "'}");
        String host = Host.read("/proc/sys/" + name.replace('.', '/'));
        world.run(bundle).expectFailure();
        assertEquals(host, Host.read("/proc/sys/" + name.replace('.', '/')));
    }

    @Test
    void sysctlOfANamespaceByPathIsSetThere(World world) throws IOException {
        try (Holder holder = Holder.ofNewNamespaces()) {
            Bundle bundle = world.bundle()
                    .namespace("network", holder.path("net"))
                    .json("/linux/sysctl", "{'net.ipv4.ip_default_ttl':'33'}");
            assertEquals("33", world.shell(bundle, "cat /proc/sys/net/ipv4/ip_default_ttl"));
        }
    }
}
