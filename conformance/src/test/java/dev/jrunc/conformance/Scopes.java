package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** The scopes that systemd makes for containers, and what it and the kernel say of them. */
final class Scopes {
    static final String SLICE = "machine-conformance.slice";

    /** In front of a scope's name: its cgroup. */
    static final String IN_SLICE = "/machine.slice/" + SLICE + "/";

    private Scopes() {}

    static void assumeSystemd() {
        assumeTrue(Host.read("/proc/1/comm").equals("systemd"), "process 1 is not systemd");
        assumeTrue(Jail.isOpen(), "systemd does not know the processes of a jail: CONFORMANCE_HOST=1");
    }

    /** What linux.cgroupsPath says of it. */
    static String path(Container container) {
        return SLICE + ":conf:" + container.id();
    }

    static String unit(Container container) {
        return "conf-" + container.id() + ".scope";
    }

    /** Not yet created; only what makes it gets the flag. */
    static Container scope(World world, Bundle bundle) {
        assumeSystemd();
        Container container = world.container(bundle).by(call -> call.global("--systemd-cgroup"));
        bundle.set("/linux/cgroupsPath", path(container));
        return container;
    }

    /** A property as systemd shows it. */
    static String show(Container container, String property) {
        return show(unit(container), property);
    }

    static String show(String unit, String property) {
        return Host.run("systemctl", "show", "--value", "-p", property, unit).strip();
    }

    static void assertGone(String unit) {
        assertEquals("not-found", show(unit, "LoadState"), unit);
    }

    static Path directory(Container container) {
        return Cgroups.dir("systemd", IN_SLICE + unit(container));
    }

    /** The text of a file of its cgroup. */
    static String file(Container container, String name) {
        return Host.read(directory(container).resolve(name).toString());
    }
}
