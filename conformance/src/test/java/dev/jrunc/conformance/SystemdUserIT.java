package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Containers of an ordinary user whose own systemd makes their cgroups. The tests are not in a cgroup of that systemd,
 * so neither the user nor the runtime may move a process there; a systemd of that user must run.
 */
@Conformance
final class SystemdUserIT {
    private static final String USER = "1000";
    private static final String RUNTIME_DIRECTORY = "/run/user/" + USER;

    private static void assumeUser() {
        Scopes.assumeSystemd();
        assumeTrue(Cgroups.isV2(), "a user's systemd makes cgroups on v2 only");
        assumeTrue(
                Files.exists(Path.of(RUNTIME_DIRECTORY, "systemd/private")),
                "no systemd of the user " + USER + ": loginctl enable-linger");
    }

    private static Invocation asUser(Invocation call) {
        return call.env("XDG_RUNTIME_DIR", RUNTIME_DIRECTORY)
                .through("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups");
    }

    private static Container scope(World world) throws IOException {
        assumeUser();
        Bundle bundle = RootlessIT.bundle(world, USER)
                .guest("hold")
                .json("/linux/resources", "{'memory':{'limit':67108864},'pids':{'limit':20}}");
        Container container = world.container(bundle).by(call -> asUser(call.global("--systemd-cgroup")));
        bundle.set("/linux/cgroupsPath", "conformance.slice:conf:" + container.id());
        return container;
    }

    private static String show(Container container, String property) {
        return Host.run(
                        "setpriv",
                        "--reuid",
                        USER,
                        "--regid",
                        USER,
                        "--clear-groups",
                        "env",
                        "XDG_RUNTIME_DIR=" + RUNTIME_DIRECTORY,
                        "systemctl",
                        "--user",
                        "show",
                        "--value",
                        "-p",
                        property,
                        "conf-" + container.id() + ".scope")
                .strip();
    }

    private static String file(Container container, String name) {
        return Cgroups.read("memory", Cgroups.of(container.pid(), "memory"), name);
    }

    @Test
    void aContainerIsAScopeOfTheUsersSystemd(World world) throws IOException {
        Container container = scope(world).started();
        String cgroup = Cgroups.of(container.pid(), "memory");
        assertEquals(show(container, "ControlGroup"), cgroup);
        assertTrue(cgroup.endsWith("/user@1000.service/conformance.slice/conf-" + container.id() + ".scope"), cgroup);
        assertEquals("67108864", show(container, "MemoryMax"));
        assertEquals("67108864", file(container, "memory.max"));
        assertEquals("20", file(container, "pids.max"));
        container.stop();
        asUser(world.call("delete", container.id())).run().expectSuccess();
        assertEquals("not-found", show(container, "LoadState"));
    }

    @Test
    void updateAndExecWorkWithoutTheFlag(World world) throws IOException {
        Container container = scope(world).started();
        asUser(world.call("update", "--memory", "100663296", container.id()))
                .run()
                .expectSuccess();
        assertEquals("100663296", show(container, "MemoryMax"));
        assertEquals("100663296", file(container, "memory.max"));
        Running exec = asUser(world.call("exec", container.id(), "/bin/sh", "-c", "echo in; exec sleep 1000"))
                .start();
        try (exec) {
            exec.out().awaitLine("in");
            assertEquals(2, file(container, "cgroup.procs").lines().count());
        }
        asUser(world.call("delete", "--force", container.id())).run().expectSuccess();
        assertEquals("not-found", show(container, "LoadState"));
    }
}
