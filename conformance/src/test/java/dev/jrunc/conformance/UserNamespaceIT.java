package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** config-linux.md#user-namespace-mappings: ids inside and outside. */
@Conformance
final class UserNamespaceIT {
    @Test
    void idsAreMapped(World world) {
        Report report = world.report(world.bundle().userNamespace());
        assertNotEquals(Host.link("/proc/self/ns/user"), report.namespace("user"));
        assertEquals(List.of("0", "0", "0"), report.list("uids"));
        assertEquals("0 100000 65536", report.list("uidMap").get(0).trim().replaceAll(" +", " "));
        assertEquals("0 100000 65536", report.list("gidMap").get(0).trim().replaceAll(" +", " "));
    }

    @Test
    void theHostSeesTheMappedIds(World world) {
        Container container = world.container(world.bundle()
                        .userNamespace()
                        .json("/process/user", "{'uid':7,'gid':8}")
                        .guest("hold"))
                .started();
        String status = Host.read("/proc/" + container.pid() + "/status");
        assertTrue(status.contains("Uid:\t100007\t100007") && status.contains("Gid:\t100008\t100008"), status);
        container.stop();
    }

    @Test
    void severalRangesMap(World world) {
        Bundle bundle = world.bundle()
                .userNamespace()
                .json(
                        "/linux/uidMappings",
                        "[{'containerID':0,'hostID':100000,'size':10},{'containerID':1000,'hostID':200000,'size':5}]")
                .json("/process/user", "{'uid':1003,'gid':1,'additionalGids':[2]}");
        Report report = world.report(bundle);
        assertEquals("1003", report.list("uids").get(0));
        assertEquals(2, report.list("uidMap").size());
        Expect.has("2", report.list("groups"));
    }

    /** runc's userns.bats: containers of one id that is not 0. */
    @Test
    void idZeroNeedsNoMapping(World world) {
        Bundle bundle = world.bundle();
        bundle.chown("100000:100000");
        bundle.namespace("user", "")
                .json("/linux/uidMappings", "[{'containerID':1000,'hostID':100000,'size':1}]")
                .json("/linux/gidMappings", "[{'containerID':1000,'hostID':100000,'size':1}]")
                .json("/process/user", "{'uid':1000,'gid':1000}")
                .json("/mounts/2/options", "['newinstance','ptmxmode=0666']"); // gid=5 is not mapped either
        assertEquals("1000", world.report(bundle).list("uids").get(0));
        Container container =
                world.container(bundle.guest("hold").set("/hostname", "other")).started();
        Result result = world.call("exec", container.id(), "/bin/sh", "-c", "id -u; id -g")
                .run()
                .expectSuccess();
        assertEquals("1000\n1000\n", result.out());
        container.stop();
    }

    @Test
    void rootOfAUserNamespaceNeedNotOwnTheRoot(World world) {
        Bundle bundle = world.bundle()
                .namespace("user", "")
                .json("/linux/uidMappings", "[{'containerID':0,'hostID':1000,'size':2000}]")
                .json("/linux/gidMappings", "[{'containerID':0,'hostID':1000,'size':2000}]");
        assertEquals("0", world.shell(bundle, "id -u"));
    }

    @Test
    void devicesWork(World world) {
        Bundle bundle = world.bundle().userNamespace();
        JsonNode open = world.run(bundle.guest("open", "w", "/dev/null", "/dev/zero", "/dev/full"))
                .json();
        open.forEach(error -> assertEquals("ok", error.asText(), open.toString()));
        JsonNode node = world.run(bundle.guest("stat", "/dev/null")).json().path("/dev/null");
        assertEquals("char 1:3", node.path("type").asText() + " " + node.path("major") + ":" + node.path("minor"));
    }

    @Test
    void capabilitiesCountInsideOnly(World world) {
        Bundle bundle = world.bundle().userNamespace().capabilities("CAP_SYS_ADMIN", "CAP_MKNOD");
        world.shell(bundle, "mount -t tmpfs none /tmp");
        assertNotEquals(
                0, world.run(bundle.shell("mknod /tmp/node c 1 3 2>/dev/null")).exit());
    }

    /** runc has it since 1.5. */
    @Test
    void sysctlsOfUserNamespacesAreItsOwn(World world) {
        String file = "/proc/sys/user/max_inotify_watches";
        String host = Host.read(file);
        Bundle bundle = world.bundle().userNamespace().json("/linux/sysctl", "{'user.max_inotify_watches':'77'}");
        assertEquals("77", world.shell(bundle, "cat " + file));
        assertEquals(host, Host.read(file));
    }

    /** The kernel makes no new one there (EPERM); who shows the host's gives no more rights than asked for. */
    @Test
    void sysfsWithoutANetworkNamespaceHasItsFlags(World world) {
        Bundle bundle = world.bundle().userNamespace().withoutNamespace("network");
        Result result = world.run(bundle).expectRunOrRefusal();
        Set<String> flags = Set.of("ro", "nosuid", "nodev", "noexec");
        assertTrue(
                result.exit() != 0
                        || new Report(result.json()).mountOptions("/sys").containsAll(flags),
                result.toString());
    }

    @Test
    void bindSourceThatTheContainersRootCannotReachWorks(World world) {
        Bundle bundle = world.bundle().userNamespace().mount("/m", "bind", "closed/data", "bind");
        bundle.file("closed/data/file", "reached", "rw-r--r--");
        Host.run("chmod", "700", bundle.dir().resolve("closed").toString());
        assertEquals("reached", world.shell(bundle, "cat /m/file"));
    }

    /** runc's mounts.bats: a path below the root filesystem means what has been mounted there by then. */
    @Test
    void bindSourceInTheContainerIsWhatWasMountedThere(World world) {
        Bundle bundle = world.bundle().userNamespace();
        bundle.file("data/file", "reached", "rw-r--r--");
        bundle.mount("/first", "bind", "data", "bind");
        bundle.mount("/second", "bind", bundle.dir().resolve("rootfs/first").toString(), "bind");
        assertEquals("reached", world.shell(bundle, "cat /second/file"));
    }

    /** mount_namespaces(7): what a more privileged namespace has set on a mount is locked. */
    @Test
    void mountThatIsReadonlyOnTheHostIsNotMadeWritable(World world) {
        Bundle bundle = world.bundle().userNamespace();
        String data = bundle.file("data/file", "kept", "rw-rw-rw-").getParent().toString();
        Host.run("chmod", "777", data);
        Host.run("mount", "--bind", data, data);
        world.own(() -> Host.run("umount", data));
        Host.run("mount", "-o", "remount,bind,ro", data);
        bundle.mount("/data", "bind", data, "bind");
        assertEquals("kept", world.shell(bundle, "echo lost > /data/file; cat /data/file"));
        bundle.mount("/writable", "bind", data, "bind", "rw");
        world.run(bundle.shell("true")).expectFailure("/writable");
    }

    /** A bind without it would show what the mount covers: mount_namespaces(7). */
    @Test
    void directoryWithAMountBelowIsBoundWithIt(World world) {
        String source = world.dir().resolve("source").toString();
        Host.run("mkdir", "-p", source + "/below");
        Host.run("mount", "-t", "tmpfs", "below", source + "/below");
        world.own(() -> Host.run("umount", source + "/below"));
        Bundle bundle = world.bundle().userNamespace().mount("/mnt", "bind", source, "bind");
        world.run(bundle.shell("true")).expectFailure("/mnt", "rbind");
        bundle = world.bundle().userNamespace().mount("/mnt", "bind", source, "rbind");
        Expect.begins("1", world.shell(bundle, "grep -c ' /mnt/below ' /proc/self/mountinfo"));
    }

    @Test
    void namespaceByPathIsJoined(World world) throws IOException {
        try (Holder holder = Holder.ofUserNamespace()) {
            Bundle bundle = world.bundle().userNamespace().namespace("user", holder.path("user"));
            assertEquals(Host.link(holder.path("user")), world.report(bundle).namespace("user"));
        }
    }

    @Test
    void mappingsWithoutNamespaceOrNamespaceWithoutMappingsAreRefused(World world) {
        world.run(world.bundle().namespace("user", "")).expectFailure();
    }

    @Test
    void unmappedUserIsRefused(World world) {
        world.run(world.bundle().userNamespace().json("/process/user", "{'uid':70000,'gid':0}"))
                .expectFailure();
    }

    @Test
    void lifecycleWorks(World world) {
        Container container =
                world.container(world.bundle().userNamespace().guest("hold")).started();
        assertEquals("running", container.status());
        container.stop();
        container.delete().expectSilence();
    }

    /** config-linux.md#cgroup-ownership: of the files, those that the kernel says may be another's. */
    @EnabledIf(
            value = "dev.jrunc.conformance.Cgroups#isV2",
            disabledReason = "only cgroups of version 2 are given away")
    @Test
    void cgroupThatMayBeWrittenIsItsUsers(World world) throws IOException {
        Container container =
                world.container(withCgroups(world, "rw").shell("""
                                cd /sys/fs/cgroup && mkdir below && echo $$ > below/cgroup.procs &&
                                echo +pids > cgroup.subtree_control && echo 5 > below/pids.max || exit 1
                                (echo 5 > pids.max) 2> /dev/null || exec /guest hold
                                """)).started();
        Path cgroup = Cgroups.dir("", container.cgroup());
        assertEquals(100000, Files.getAttribute(cgroup, "unix:uid"));
        List<String> given = Host.lines("/sys/kernel/cgroup/delegate");
        for (String file : List.of("cgroup.procs", "cgroup.subtree_control", "pids.max", "cgroup.freeze")) {
            int owner = given.contains(file) ? 100000 : 0;
            assertEquals(owner, Files.getAttribute(cgroup.resolve(file), "unix:uid"), file);
        }
        container.stop();
        container.delete().expectSilence();
    }

    @EnabledIf(
            value = "dev.jrunc.conformance.Cgroups#isV2",
            disabledReason = "only cgroups of version 2 are given away")
    @Test
    void cgroupThatIsReadOnlyStaysRoots(World world) throws IOException {
        Container container =
                world.container(withCgroups(world, "ro").guest("hold")).started();
        assertEquals(0, Files.getAttribute(Cgroups.dir("", container.cgroup()), "unix:uid"));
        container.stop();
    }

    private static Bundle withCgroups(World world, String flag) {
        return world.bundle()
                .userNamespace()
                .namespace("cgroup", "")
                .mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "nodev", "noexec", flag);
    }
}
