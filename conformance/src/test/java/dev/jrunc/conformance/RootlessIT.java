package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Containers of an ordinary user, who maps his own id alone. */
@Conformance
final class RootlessIT {
    static final String USER = "2001";
    private static final String PATH = System.getenv("PATH");

    /** A bundle of a user's, with what is left out for him: a network and a sysfs of its own. */
    static Bundle bundle(World world, String user) throws IOException {
        Bundle bundle = world.bundle();
        bundle.chown(user + ":" + user);
        Files.createDirectories(world.stateRoot());
        Host.run("chown", user + ":" + user, world.stateRoot().toString());
        return bundle.namespace("user", "")
                .withoutNamespace("network")
                .json("/linux/uidMappings", "[{'containerID':0,'hostID':" + user + ",'size':1}]")
                .json("/linux/gidMappings", "[{'containerID':0,'hostID':" + user + ",'size':1}]")
                .json("/mounts/2/options", "['newinstance','ptmxmode=0666']")
                .json("/mounts/5", "{'destination':'/sys','type':'none','source':'/sys','options':['rbind','ro']}")
                .remove("/linux/cgroupsPath")
                .remove("/linux/resources");
    }

    private static Bundle bundle(World world) throws IOException {
        return bundle(world, USER);
    }

    static Invocation asUser(Invocation call) {
        return call.through("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups");
    }

    private static Container container(World world, Bundle bundle) {
        return world.container(bundle).by(RootlessIT::asUser);
    }

    @Test
    void runWorks(World world) throws IOException {
        Report report =
                new Report(container(world, bundle(world).guest("report")).run().json());
        assertEquals("0", report.list("uids").get(0));
    }

    /** A user's groups count until he is somebody in the container; there he has none of them. */
    @Test
    void groupsOfTheCallerOpenTheSourcesOfBinds(World world) throws IOException {
        Bundle bundle = bundle(world).shell("cat /vol/word; id -G");
        bundle.file("closed/vol/word", "read ", "rw-r--r--");
        Path closed = bundle.dir().resolve("closed");
        Host.run("chgrp", "2050", closed.toString());
        Host.run("chmod", "0750", closed.toString());
        bundle.mount("/vol", "bind", closed.resolve("vol").toString(), "rbind");
        Result result = mapped(world, bundle, "2050", PATH).run().expectSuccess();
        assertEquals("read 0\n", result.out());
    }

    /** He may copy mounts in the container's user namespace only. */
    @Test
    void bindIsAddedToAContainerThatRuns(World world) throws IOException {
        Bundle bundle = bundle(world).guest("hold");
        Container container = container(world, bundle).started();
        String source = bundle.file("data/word", "from the host", "rw-r--r--")
                .getParent()
                .toString();
        assumeTrue(
                world.runtime().call("mounts", "--help").run().exit() == 0,
                "the runtime has no command to change mounts");
        String json = "[{\"destination\": \"/tmp\", \"source\": \"" + source + "\", \"options\": [\"bind\"]}]";
        String file = bundle.file("mounts.json", json, "rw-r--r--").toString();
        asUser(world.call("mounts", "add", container.id(), file)).run().expectSilence();
        assertEquals("from the host", container.readInside("/tmp/word"));
        container.stop();
    }

    @Test
    void newuidmapIsFoundInThePath(World world) throws IOException {
        Bundle bundle = bundle(world).shell("true");
        Path mark = bundle.file("mark", "", "rw-rw-rw-");
        String script = "#!/bin/sh\necho used > " + mark + "\nexec /usr/bin/newuidmap \"$@\"\n";
        Path bin = bundle.file("path/newuidmap", script, "rwxr-xr-x").getParent();
        mapped(world, bundle, USER, bin + ":" + PATH).run().expectSuccess();
        assertEquals("used\n", Files.readString(mark));
    }

    /** A container with more ids than the user's own, which takes newuidmap(1). */
    private static Container mapped(World world, Bundle bundle, String groups, String path) throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/newuidmap")), "newuidmap is not installed (uidmap)");
        bundle.json("/linux/uidMappings", mappings(USER)).json("/linux/gidMappings", mappings(USER));
        Path sub = bundle.file("sub", USER + ":300000:65536\n", "rw-r--r--");
        Path passwd = bundle.file("passwd", "somebody:x:" + USER + ":" + USER + "::/:/bin/sh\n", "rw-r--r--");
        String there = "for f in uid gid; do mount --bind " + sub + " /etc/sub$f; done; mount --bind " + passwd
                + " /etc/passwd; exec setpriv --reuid " + USER + " --regid " + USER + " --groups " + groups
                + " \"$@\"";
        return world.container(bundle)
                .by(call -> call.env("PATH", path).through("unshare", "--mount", "sh", "-ec", there, "sh"));
    }

    private static String mappings(String user) {
        return "[{'containerID':0,'hostID':" + user + ",'size':1},{'containerID':1,'hostID':300000,'size':65536}]";
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callsOfTheFilterAreAnswered(boolean noNewPrivileges, World world) throws IOException {
        String agent = SeccompAgentIT.agent(world).path().toString();
        Host.run("chmod", "0666", agent);
        Bundle bundle = SeccompAgentIT.notifying(bundle(world), agent).set("/process/noNewPrivileges", noNewPrivileges);
        assertEquals(
                "[\"ENOTDIR\",\"ok\"]", container(world, bundle).run().json().toString());
    }

    /** runc's create.bats: exec before start. */
    @Test
    void execEntersAContainerThatWaits(World world) throws IOException {
        Container container = container(world, bundle(world).guest("hold"));
        container.create().expectSuccess();
        Result result = asUser(world.call("exec", container.id(), "/bin/sh", "-c", "id -u"))
                .run()
                .expectSuccess();
        assertEquals("0\n", result.out());
        assertEquals("created", container.status());
    }

    /** runc's userns.bats: the mappings are those of the namespace, which denies setgroups(2). */
    @Test
    void userNamespaceOfAnotherContainerIsJoined(World world) throws IOException {
        Container first = container(world, bundle(world).guest("hold"));
        first.create().expectSuccess();
        Bundle bundle = bundle(world)
                .namespace("user", "/proc/" + first.pid() + "/ns/user")
                .remove("/linux/uidMappings")
                .remove("/linux/gidMappings");
        Report report =
                new Report(container(world, bundle.guest("report")).run().json());
        assertEquals(Host.link("/proc/" + first.pid() + "/ns/user"), report.namespace("user"));
    }

    /** runc's kill.bats: the others are joined with the capabilities of the user namespace, wherever it stands. */
    @Test
    void namespacesOfAnotherContainerAreJoined(World world) throws IOException {
        Container first = container(world, bundle(world).guest("hold"));
        first.create().expectSuccess();
        Bundle bundle = bundle(world)
                .namespace("pid", "/proc/" + first.pid() + "/ns/pid")
                .namespace("uts", "/proc/" + first.pid() + "/ns/uts")
                .namespace("user", "/proc/" + first.pid() + "/ns/user")
                .remove("/hostname")
                .remove("/linux/uidMappings")
                .remove("/linux/gidMappings");
        Report report =
                new Report(container(world, bundle.guest("report")).run().json());
        for (String type : List.of("pid", "uts", "user")) {
            assertEquals(Host.link("/proc/" + first.pid() + "/ns/" + type), report.namespace(type));
        }
    }

    /** runc's create.bats. */
    @Test
    void containerWhoseProcessesNobodyCanFindIsWarnedOf(World world) throws IOException {
        Bundle bundle = bundle(world)
                .withoutNamespace("pid")
                .json("/mounts/0", "{'destination':'/proc','type':'none','source':'/proc','options':['rbind']}");
        Result shared = container(world, bundle.guest("hold")).create().expectSuccess();
        assertTrue(shared.err().contains("Such configuration is strongly discouraged"), shared.toString());
        Result own = container(world, bundle(world).guest("hold")).create().expectSuccess();
        assertFalse(own.err().contains("discouraged"), own.toString());
    }

    /** runc's userns.bats: without a cgroup of its own a container is in its caller's. */
    @Test
    void mountOfTypeCgroupShowsTheCallersCgroup(World world) throws IOException {
        Bundle bundle = bundle(world)
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro");
        Result result = container(world, bundle.shell("ls /sys/fs/cgroup/*/cgroup.procs /sys/fs/cgroup/cgroup.procs"))
                .run();
        assertTrue(result.out().contains("/sys/fs/cgroup/"), result.toString());
    }

    /** Those with controllers: to move into a cgroup2 beside them takes a right that an ordinary user has not. */
    @Test
    void cgroupsThatAreTheUsersAreUsed(World world) throws IOException {
        assumeFalse(Cgroups.isV2(), "no version-1 controllers here");
        String path = world.cgroups().top() + "/of-a-user";
        for (Path hierarchy : Cgroups.hierarchies()) {
            Path dir = hierarchy.resolve(path.substring(1));
            if (!hierarchy.endsWith("unified")) {
                Files.createDirectory(dir);
                Host.run("chown", "-R", USER, dir.toString());
            }
        }
        for (String file : List.of("cpuset.cpus", "cpuset.mems")) {
            Files.writeString(
                    Cgroups.dir("cpuset", path).resolve(file),
                    Cgroups.read("cpuset", world.cgroups().top(), file));
        }
        Bundle bundle = bundle(world)
                .set("/linux/cgroupsPath", path + "/c1")
                .json("/linux/resources", "{'pids':{'limit':17},'cpu':{'shares':512}}");
        Container container = container(world, bundle.guest("hold"));
        container.create().expectSuccess();
        assertEquals(path + "/c1", Cgroups.of(container.pid(), "pids"));
        assertEquals("17", Cgroups.read("pids", path + "/c1", "pids.max").strip());
        assertEquals("512", Cgroups.read("cpu", path + "/c1", "cpu.shares").strip());
        asUser(world.call("pause", container.id())).run().expectSuccess();
        asUser(world.call("resume", container.id())).run().expectSuccess();
        asUser(world.call("delete", "--force", container.id())).run().expectSuccess();
        Expect.gone(Cgroups.dir("pids", path + "/c1"));
        world.cgroups().removeEmpty();
    }

    @Test
    void pauseWithoutACgroupIsRefused(World world) throws IOException {
        Container container = container(world, bundle(world).guest("hold"));
        container.create().expectSuccess();
        asUser(world.call("pause", container.id())).run().expectFailure();
        assertEquals("created", container.status());
    }
}
