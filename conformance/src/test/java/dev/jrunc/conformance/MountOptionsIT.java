package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#linux-mount-options: what each name does to a mount, to those below it, and to a filesystem that exists. */
@Conformance
final class MountOptionsIT {
    private static final String ALL = "ro,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow";

    /** A tmpfs of the host with another below it, both with these options. */
    private static Path tree(World world, String options) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("source"));
        Host.run("mount", "-t", "tmpfs", "source", dir.toString());
        world.own(() -> Host.run("umount", "-R", dir.toString()));
        Path below = Files.createDirectories(dir.resolve("below"));
        Host.run("mount", "-t", "tmpfs", "below", below.toString());
        for (Path path : new Path[] {below, dir}) {
            Host.run("mount", "-o", "remount,bind," + options, path.toString());
        }
        return dir;
    }

    private static String[] options(String first, String others) {
        return (first + "," + others).split(",", -1);
    }

    private static String options(Report report, String path) {
        return report.mount(path).split(" ", -1)[5];
    }

    /** mount(2): a bind has what is named, not what its source has; of the access time, what is not named stays. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rw          | rw,noatime,nodiratime",
                "ro          | ro,noatime,nodiratime",
                "suid        | rw,noatime,nodiratime",
                "nosuid      | rw,nosuid,noatime,nodiratime",
                "dev         | rw,noatime,nodiratime",
                "nodev       | rw,nodev,noatime,nodiratime",
                "exec        | rw,noatime,nodiratime",
                "noexec      | rw,noexec,noatime,nodiratime",
                "symfollow   | rw,noatime,nodiratime",
                "nosymfollow | rw,noatime,nodiratime,nosymfollow",
            })
    void bindHasWhatItNames(String option, String expected, World world) throws IOException {
        Report report =
                world.report(world.bundle().mount("/m", "bind", tree(world, ALL).toString(), "rbind", option));
        assertEquals(expected, options(report, "/m"));
        assertEquals(ALL, options(report, "/m/below"), "not recursive");
    }

    /** mount(2): one name says all about access times, and the names that take one back change nothing alone. */
    @ParameterizedTest
    @CsvSource({
        "strictatime,noatime,noatime",
        "noatime,strictatime,''",
        "noatime,relatime,relatime",
        "strictatime,relatime,relatime",
        "noatime,nodiratime,'nodiratime,relatime'",
        "nodiratime,noatime,noatime",
        "nodiratime,strictatime,''",
        "relatime,'nodiratime,strictatime',nodiratime",
        "noatime,atime,noatime",
        "strictatime,nostrictatime,''",
        "relatime,norelatime,relatime",
        "nodiratime,diratime,'nodiratime,relatime'"
    })
    void accessTimeOfABindIsTheNamed(String from, String option, String expected, World world) throws IOException {
        Report report = world.report(
                world.bundle().mount("/m", "bind", tree(world, from).toString(), options("rbind", option)));
        assertEquals(expected.isEmpty() ? "rw" : "rw," + expected, options(report, "/m"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rrw            | rw,nosuid,nodev,noexec,noatime,nodiratime,nosymfollow",
                "rsuid          | ro,nodev,noexec,noatime,nodiratime,nosymfollow",
                "rdev           | ro,nosuid,noexec,noatime,nodiratime,nosymfollow",
                "rexec          | ro,nosuid,nodev,noatime,nodiratime,nosymfollow",
                "rdiratime      | ro,nosuid,nodev,noexec,noatime,nosymfollow",
                "rsymfollow     | ro,nosuid,nodev,noexec,noatime,nodiratime",
                "rstrictatime   | ro,nosuid,nodev,noexec,nodiratime,nosymfollow",
                "rrelatime      | ro,nosuid,nodev,noexec,nodiratime,relatime,nosymfollow",
                "ratime         | ro,nosuid,nodev,noexec,nodiratime,relatime,nosymfollow",
            })
    void recursiveOptionTakesAwayOneAttributeEverywhere(String option, String expected, World world)
            throws IOException {
        Report report =
                world.report(world.bundle().mount("/m", "bind", tree(world, ALL).toString(), "rbind", option));
        assertEquals(expected, options(report, "/m"));
        assertEquals(expected, options(report, "/m/below"));
    }

    @ParameterizedTest
    @CsvSource({"strictatime,rnostrictatime", "relatime,rnorelatime"})
    void recursiveOptionLeavesTheKernelsDefault(String from, String option, World world) throws IOException {
        Report report = world.report(
                world.bundle().mount("/m", "bind", tree(world, from).toString(), "rbind", option));
        assertEquals("rw,relatime", options(report, "/m"));
        assertEquals("rw,relatime", options(report, "/m/below"));
    }

    @Test
    void treeWithoutRelatimeStaysSo(World world) throws IOException {
        Report report = world.report(
                world.bundle().mount("/m", "bind", tree(world, "noatime").toString(), "rbind", "rnorelatime"));
        assertEquals("rw,noatime", options(report, "/m"));
        assertEquals("rw,noatime", options(report, "/m/below"));
    }

    /** They belong to the filesystem, which a bind does not make; the kernel passes them over. */
    @ParameterizedTest
    @ValueSource(strings = {"sync", "async", "dirsync", "mand", "nomand", "lazytime", "nolazytime", "iversion", "loud"})
    void flagOfTheFilesystemIsTakenWithABind(String option, World world) throws IOException {
        Path dir = tree(world, "rw");
        String before = Host.read("/proc/self/mountinfo");
        Report report = world.report(world.bundle().mount("/m", "bind", dir.toString(), "bind", option));
        assertTrue(report.mount("/m").matches(".* - tmpfs source rw(,inode64)?"), report.mount("/m"));
        assertEquals(before, Host.read("/proc/self/mountinfo"));
    }

    @Test
    void remountHasWhatItNames(World world) {
        Report report = world.report(world.bundle()
                .mount("/m", "tmpfs", "tmpfs", "nosuid", "noexec", "noatime", "sync", "mode=755", "size=1m")
                .mount("/m", "tmpfs", "tmpfs", "remount", "nodev", "size=2m"));
        assertEquals("rw,nodev,noatime", options(report, "/m"));
        String line = report.mount("/m");
        assertTrue(line.contains("size=2048k") && line.contains("mode=755"), line);
        assertFalse(line.contains("sync"), line);
    }

    @Test
    void remountOfABindChangesTheMountAlone(World world) {
        Report report = world.report(world.bundle()
                .mount("/m", "tmpfs", "tmpfs", "nosuid", "sync", "mode=755")
                .mount("/m", "bind", "", "remount", "bind", "ro"));
        assertEquals("ro,relatime", options(report, "/m"));
        assertTrue(report.mount("/m").contains(" - tmpfs tmpfs rw,sync"), report.mount("/m"));
    }
}
