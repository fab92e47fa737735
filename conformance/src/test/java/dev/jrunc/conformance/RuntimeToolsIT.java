package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What OCI runtime-tools' validation suite configures and others seldom do. */
@Conformance
final class RuntimeToolsIT {
    @Test
    void devicesHaveLargeMinorsAndAnyType(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/c666','type':'c','major':10,'minor':666,'fileMode':432}")
                .json("/linux/devices/-", "{'path':'/dev/b666','type':'b','major':8,'minor':666,'fileMode':432}")
                .json("/linux/devices/-", "{'path':'/dev/pipe','type':'p','fileMode':432,'uid':3,'gid':4}");
        assertEquals(
                "character special file a 29a 660\nblock special file 8 29a 660\nfifo 3:4",
                world.shell(bundle, "stat -c '%F %t %T %a' /dev/c666 /dev/b666; stat -c '%F %u:%g' /dev/pipe"));
    }

    @Test
    void nodesOfAnyTypeAreMasked(World world) {
        Bundle bundle = world.bundle()
                .json("/linux/devices/-", "{'path':'/dev/c666','type':'c','major':10,'minor':666}")
                .json("/linux/devices/-", "{'path':'/dev/b666','type':'b','major':8,'minor':666}")
                .json("/linux/devices/-", "{'path':'/dev/pipe','type':'p'}")
                .json("/linux/maskedPaths", "['/dev/c666','/dev/b666','/dev/pipe']");
        assertEquals("[]", world.shell(bundle, "echo \"[$(cat /dev/c666 /dev/b666 /dev/pipe)]\""));
    }

    @Test
    void boundTreesMayBeUnbindable(World world) throws IOException {
        Path source = Files.createDirectories(world.dir().resolve("source"));
        Bundle bundle = world.bundle().mount("/m", "bind", source.toString(), "rbind", "runbindable");
        String line = world.report(bundle).mount("/m");
        assertTrue(line.contains("unbindable"), line);
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
    void otherwiseUnusualMountsComeInOrder(World world) {
        Bundle bundle =
                world.bundle().mount("/one", "tmpfs", "first", "nosuid").mount("/one/two", "tmpfs", "second", "nosuid");
        Report report = world.report(bundle);
        assertTrue(report.mount("/one").contains(" - tmpfs first "), report.mount("/one"));
        assertTrue(report.mount("/one/two").contains(" - tmpfs second "), report.mount("/one/two"));
    }

    @Test
    void rootMayBeTheBundle(World world) throws IOException {
        Bundle bundle = world.bundle().set("/root/path", ".");
        Path rootfs = bundle.rootfs();
        Host.run("sh", "-c", "mv " + rootfs + "/* " + bundle.dir() + "/");
        assertTrue(world.shell(bundle, "ls /").contains("config.json"));
    }
}
