package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** config-linux.md#namespaces: each type new, joined by path, or the runtime's own. */
@Conformance
final class NamespacesIT {
    @ParameterizedTest
    @CsvSource({"network,net", "ipc,ipc", "uts,uts", "pid,pid", "mount,mnt", "cgroup,cgroup", "time,time"})
    void listedWithoutPathIsNew(String type, String file, World world) {
        Report report = world.report(world.bundle().namespace(type, ""));
        assertNotEquals(Host.link("/proc/self/ns/" + file), report.namespace(file));
        assertTrue(report.namespace(file).startsWith(file + ":["), report.namespace(file));
    }

    @ParameterizedTest
    @CsvSource({"network,net", "ipc,ipc", "uts,uts", "cgroup,cgroup", "time,time", "user,user"})
    void notListedIsTheRuntimes(String type, String file, World world) {
        Bundle bundle = world.bundle().withoutNamespace(type);
        if (type.equals("uts")) {
            bundle.remove("/hostname");
        }
        if (type.equals("ipc")) {
            bundle.remove("/mounts/4"); // mqueue
        }
        assertEquals(Host.link("/proc/self/ns/" + file), world.report(bundle).namespace(file));
    }

    @ParameterizedTest
    @CsvSource({"network,net", "ipc,ipc", "uts,uts", "pid,pid_for_children", "cgroup,cgroup", "time,time_for_children"})
    void listedWithPathIsJoined(String type, String file, World world) throws IOException {
        try (Holder holder = Holder.ofNewNamespaces()) {
            Bundle bundle = world.bundle().namespace(type, holder.path(file));
            if (type.equals("uts")) {
                bundle.remove("/hostname");
            }
            String inode = Host.link(holder.path(file));
            Report report = world.report(bundle);
            String suffix = file.replace("_for_children", "");
            assertEquals(
                    inode.substring(inode.indexOf('[')),
                    report.namespace(suffix).substring(suffix.length() + 1));
        }
    }

    @Test
    void pidOfTheFirstProcessIsOne(World world) {
        Report report = world.report(world.bundle());
        assertEquals(1, report.number("pid"));
        assertEquals(0, report.number("ppid"));
    }

    @Test
    void withoutPidNamespaceThePidIsTheHosts(World world) {
        Container container =
                world.container(world.bundle().withoutNamespace("pid").guest("report-hold"));
        container.started();
        assertEquals(
                container.pid(),
                new Report(Json.parse(container.out().text().lines().findFirst().orElseThrow())).number("pid"));
        container.stop();
        container.delete().expectSilence();
    }

    @Test
    void loopbackOfANewNetworkNamespaceIsUp(World world) {
        Report report = world.report(world.bundle());
        assertEquals(1, report.number("loUp")); // engines' rule R16
        assertEquals(3, report.list("interfaces").size(), "two lines of header, lo: " + report.list("interfaces"));
    }

    @Test
    void loopbackOfAJoinedNetworkNamespaceIsLeftAlone(World world) throws IOException {
        try (Holder holder = Holder.ofNewNamespaces()) {
            Report report = world.report(world.bundle().namespace("network", holder.path("net")));
            assertEquals(0, report.number("loUp"));
        }
    }

    @Test
    void hostnameIsSetInsideOnly(World world) {
        String host = Host.read("/proc/sys/kernel/hostname");
        Report report = world.report(world.bundle().set("/hostname", "inside-only"));
        assertEquals("inside-only", report.text("hostname"));
        assertEquals(host, Host.read("/proc/sys/kernel/hostname"));
    }

    @Test
    void domainnameIsSet(World world) {
        assertEquals(
                "example.org",
                world.report(world.bundle().set("/domainname", "example.org")).text("domainname"));
    }

    @Test
    void hostnameWithoutUtsNamespaceIsRefused(World world) {
        String host = Host.read("/proc/sys/kernel/hostname");
        world.run(world.bundle().withoutNamespace("uts")).expectFailure();
        assertEquals(host, Host.read("/proc/sys/kernel/hostname"));
    }

    @Test
    void twoContainersShareTheNamespacesOfTheFirst(World world) {
        Container first = world.running();
        String base = "/proc/" + first.pid() + "/ns/";
        Report report = world.report(world.bundle()
                .namespace("pid", base + "pid")
                .namespace("network", base + "net")
                .namespace("ipc", base + "ipc")
                .namespace("uts", base + "uts")
                .remove("/hostname"));
        for (String file : new String[] {"pid", "net", "ipc", "uts"}) {
            assertEquals(Host.link(base + file), report.namespace(file));
        }
        assertEquals("conformance", report.text("hostname"));
        first.stop();
    }

    @ParameterizedTest
    @CsvSource({"network,ipc", "uts,net", "ipc,uts"})
    void pathOfAnotherTypeIsRefused(String type, String file, World world) throws IOException {
        try (Holder holder = Holder.ofNewNamespaces()) {
            world.run(world.bundle().namespace(type, holder.path(file))).expectFailure();
        }
    }

    @Test
    void pathThatIsNoNamespaceIsRefused(World world) {
        Bundle bundle = world.bundle();
        world.run(bundle.namespace(
                        "network", bundle.file("plain", "", "rw-r--r--").toString()))
                .expectFailure();
    }

    @Test
    void missingPathIsRefused(World world) {
        world.run(world.bundle().namespace("network", "/no/such/namespace")).expectFailure("no such file or directory");
    }

    @Test
    void timeOffsetsAreSeenInside(World world) {
        Bundle bundle = world.bundle()
                .namespace("time", "")
                .json("/linux/timeOffsets", "{'boottime':{'secs':1000000,'nanosecs':7},'monotonic':{'secs':-2}}");
        Report outside = new Report(Json.parse(Host.run(System.getProperty("conformance.guest"), "report")));
        long ahead = world.report(bundle).number("boottime") - outside.number("boottime");
        assertTrue(ahead >= 1_000_000, "ahead of the host by " + ahead + " s");
        Container container = world.container(bundle.guest("hold")).started();
        assertEquals(
                List.of("boottime 1000000 7", "monotonic -2 0"),
                Host.lines("/proc/" + container.pid() + "/timens_offsets").stream()
                        .map(line -> line.strip().replaceAll(" +", " "))
                        .sorted()
                        .toList());
    }

    @Test
    void timeOffsetsWithoutTimeNamespaceAreRefused(World world) {
        world.run(world.bundle().json("/linux/timeOffsets", "{'boottime':{'secs':1000000}}"))
                .expectFailure();
    }
}
