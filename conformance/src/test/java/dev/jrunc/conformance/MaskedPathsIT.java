package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#masked-paths and #readonly-paths. */
@Conformance
final class MaskedPathsIT {
    @Test
    void maskedFileReadsEmpty(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/secret','/secret-dir','/no/such']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        bundle.file("rootfs/secret-dir/file", "hidden", "rw-r--r--");
        assertEquals("[][]", world.shell(bundle, "echo \"[$(cat /secret)][$(ls -A /secret-dir)]\""));
        assertEquals("EROFS", world.open(bundle, "c", "/secret-dir/new"));
    }

    @Test
    void maskCannotBeTakenOff(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        assertEquals("[]", world.shell(bundle, "umount /secret 2>/dev/null; echo \"[$(cat /secret)]\""));
    }

    /** By somebody who has the root filesystem as well, as a container that shares it: CVE-2025-31133 kin. */
    @Test
    void procfsThatIsMovedAsideIsMaskedAllTheSame(World world) {
        Bundle bundle = world.bundle().shell("cat /aside/self/mountinfo");
        Path swap = bundle.script("swap", "cd " + bundle.rootfs() + " && mv proc aside && ln -s tmp proc");
        bundle.json("/hooks/createRuntime/-", "{'path':'" + swap + "'}");
        String mounts = world.run(bundle).expectRunOrRefusal().out();
        boolean shown = mounts.contains(" /aside ");
        assertEquals(shown, mounts.contains(" /aside/keys "), mounts);
        assertEquals(shown, mounts.contains(" /aside/sys "), mounts);
    }

    @Test
    void readonlyPathsRefuseWrites(World world) {
        Bundle bundle = world.bundle().json("/linux/readonlyPaths", "['/fixed','/fixed-file','/proc/sys','/no/such']");
        bundle.file("rootfs/fixed/file", "", "rw-rw-rw-");
        bundle.file("rootfs/fixed-file", "", "rw-rw-rw-");
        JsonNode result = world.run(
                        bundle.guest("open", "w", "/fixed/file", "/fixed-file", "/proc/sys/kernel/domainname"))
                .json();
        result.forEach(error -> assertEquals("EROFS", error.asText(), result.toString()));
        assertEquals("", world.shell(bundle, "cat /fixed/file"));
    }

    /** A mount over the root would be seen by nobody. */
    @ParameterizedTest
    @ValueSource(strings = {"/", "/..", "/up", "/etc/.."})
    void rootMayBeAReadonlyPath(String path, World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/readonlyPaths", "['" + path + "']");
        bundle.file("rootfs/etc/file", "", "rw-r--r--");
        Files.createSymbolicLink(bundle.rootfs().resolve("up"), Path.of("/"));
        JsonNode result = world.run(bundle.guest("open", "c", "/new", "/etc/new", "/dev/new"))
                .json();
        assertEquals("EROFS", result.path("/new").asText());
        assertEquals("EROFS", result.path("/etc/new").asText());
        assertEquals("ok", result.path("/dev/new").asText());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/up"})
    void rootIsNotMasked(String path, World world) throws IOException {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['" + path + "']");
        Files.createSymbolicLink(bundle.rootfs().resolve("up"), Path.of("/"));
        world.run(bundle).expectFailure();
    }

    /** It is what the path leads to that is hidden or fixed. */
    @Test
    void linksOfTheRootAreFollowed(World world) throws IOException {
        Bundle bundle = world.bundle()
                .json("/linux/maskedPaths", "['/to-secret','/gone']")
                .json("/linux/readonlyPaths", "['/to-fixed']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        bundle.file("rootfs/fixed/file", "", "rw-rw-rw-");
        Files.createSymbolicLink(bundle.rootfs().resolve("to-secret"), Path.of("/../secret"));
        Files.createSymbolicLink(bundle.rootfs().resolve("to-fixed"), Path.of("fixed"));
        Files.createSymbolicLink(bundle.rootfs().resolve("gone"), Path.of("/no/such"));
        assertEquals(
                "[] fixed",
                world.shell(bundle, "echo \"[$(cat /secret)]\" $(touch /fixed/x 2>/dev/null || echo fixed)"));
    }

    /** Only the mount of the path itself: what is mounted below it has its own. */
    @Test
    void mountsBelowAReadonlyPathStayAsTheyAre(World world) {
        Bundle bundle = world.bundle()
                .mount("/data", "tmpfs", "tmpfs")
                .mount("/data/open", "tmpfs", "tmpfs")
                .mount("/data/hidden", "tmpfs", "tmpfs")
                .json("/linux/readonlyPaths", "['/data']")
                .json("/linux/maskedPaths", "['/data/hidden']");
        JsonNode result = world.run(bundle.guest("open", "c", "/data/new", "/data/open/new", "/data/hidden/new"))
                .json();
        assertEquals("EROFS", result.path("/data/new").asText());
        assertEquals("ok", result.path("/data/open/new").asText());
        assertEquals("EROFS", result.path("/data/hidden/new").asText());
    }

    /** runc's mask.bats. */
    @Test
    void pathThatIsListedTwiceIsMaskedOnce(World world) {
        Bundle bundle = world.bundle().json("/linux/maskedPaths", "['/tmp','/tmp']");
        assertEquals("1", world.shell(bundle, "grep -c ' /tmp ' /proc/self/mountinfo"));
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
    void maskedAndReadonlyPathsWorkOnAReadonlyRoot(World world) {
        Bundle bundle = world.bundle().set("/root/readonly", true).json("/linux/maskedPaths", "['/secret']");
        bundle.file("rootfs/secret", "hidden", "rw-r--r--");
        assertEquals("[]", world.shell(bundle, "echo \"[$(cat /secret)]\""));
    }
}
