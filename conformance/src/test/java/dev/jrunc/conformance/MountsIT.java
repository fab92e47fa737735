package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#mounts: order, sources, destinations and the groups of options. */
@Conformance
final class MountsIT {
    /** A directory of the host with a file in it, and below it a second filesystem with another. */
    static Path hostTree(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("source"));
        Host.run("mount", "-t", "tmpfs", "source", dir.toString());
        world.own(() -> Host.run("umount", "-R", dir.toString()));
        Files.writeString(dir.resolve("file"), "from the host");
        Path below = Files.createDirectories(dir.resolve("below"));
        Host.run("mount", "-t", "tmpfs", "below", below.toString());
        Files.writeString(below.resolve("deep"), "deep");
        return dir;
    }

    @ParameterizedTest
    @CsvSource({
        "ro",
        "nosuid",
        "nodev",
        "noexec",
        "noatime",
        "nodiratime",
        "relatime",
        "sync",
        "dirsync",
        "nosymfollow",
        "mand",
        "lazytime"
    })
    void flagOfATmpfsIsSet(String option, World world) {
        Report report = world.report(world.bundle().mount("/m", "tmpfs", "tmpfs", option));
        String line = report.mount("/m");
        boolean kernelForgets = option.equals("mand"); // since 5.15 the kernel takes it and does nothing
        assertTrue(kernelForgets || (" " + line.replace(',', ' ') + " ").contains(" " + option + " "), line);
    }

    /** As runtime-tools asks for: mount(2) passes over the data of a bind. */
    @Test
    void settingsOfAFilesystemDoNotStopABind(World world) throws IOException {
        Report report = world.report(world.bundle()
                .mount("/m", "bind", hostTree(world).toString(), "bind", "nosuid", "mode=755", "size=1k", "shared"));
        assertTrue(report.mountOptions("/m").contains("nosuid"), report.mount("/m"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "nosuid", "nodev", "noexec", "noatime", "nodiratime"})
    void flagOfABindMountIsSet(String option, World world) throws IOException {
        Report report =
                world.report(world.bundle().mount("/m", "bind", hostTree(world).toString(), "bind", option));
        assertTrue(report.mountOptions("/m").contains(option), report.mount("/m"));
    }

    @ParameterizedTest
    @CsvSource({"nosuid,suid", "nodev,dev", "noexec,exec", "ro,rw", "noatime,atime"})
    void lastOfTwoOppositeOptionsWins(String set, String clear, World world) {
        Expect.hasNot(
                set,
                world.report(world.bundle().mount("/m", "tmpfs", "tmpfs", set, clear))
                        .mountOptions("/m"));
        Expect.has(
                set,
                world.report(world.bundle().mount("/m", "tmpfs", "tmpfs", clear, set))
                        .mountOptions("/m"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "defaults",
                "rw",
                "async",
                "loud",
                "noiversion",
                "nolazytime",
                "strictatime",
                "norelatime",
                "silent",
                "diratime",
                "nomand",
                "symfollow"
            })
    void optionThatIsTheDefaultIsTaken(String option, World world) {
        Expect.has(
                " - tmpfs tmpfs",
                world.report(world.bundle().mount("/m", "tmpfs", "tmpfs", option))
                        .mount("/m"));
    }

    @Test
    void dataOptionsReachTheFilesystem(World world) {
        Bundle bundle = world.bundle()
                .mount("/m", "tmpfs", "mine", "size=1024k", "mode=0711", "uid=5", "gid=6", "nr_inodes=50");
        JsonNode stat = world.run(bundle.guest("stat", "/m")).json().path("/m");
        assertEquals("457 5 6", stat.path("mode") + " " + stat.path("uid") + " " + stat.path("gid"));
        String line = world.report(bundle).mount("/m");
        assertTrue(
                line.contains(" - tmpfs mine ") && line.contains("size=1024k") && line.contains("nr_inodes=50"), line);
    }

    @Test
    void oneEntryMayHoldSeveralDataOptions(World world) {
        String line = world.report(world.bundle().mount("/m", "tmpfs", "tmpfs", "size=1024k,mode=0711", "nosuid"))
                .mount("/m");
        assertTrue(line.contains("size=1024k") && line.contains("mode=711") && line.contains("nosuid"), line);
    }

    @Test
    void unknownDataOptionIsRefused(World world) {
        world.run(world.bundle().mount("/m", "tmpfs", "tmpfs", "sizee=1m")).expectFailure("/m");
    }

    @Test
    void bindTakesOneFilesystem(World world) throws IOException {
        Bundle bundle = world.bundle().mount("/m", "bind", hostTree(world).toString(), "bind");
        assertEquals("from the host", world.shell(bundle, "cat /m/file; ls /m/below"));
    }

    @Test
    void rbindTakesWhatIsBelowAsWell(World world) throws IOException {
        Bundle bundle = world.bundle().mount("/m", "bind", hostTree(world).toString(), "rbind");
        assertEquals("from the hostdeep", world.shell(bundle, "cat /m/file /m/below/deep"));
    }

    @Test
    void bindIsSaidByTheOptionWhateverTheType(World world) throws IOException {
        Bundle bundle = world.bundle()
                .json("/mounts/-", "{'destination':'/m','source':'" + hostTree(world) + "','options':['bind']}");
        assertEquals("from the host", world.shell(bundle, "cat /m/file"));
    }

    @Test
    void readonlyBindIsNotRecursive(World world) throws IOException {
        Bundle bundle = world.bundle().mount("/m", "bind", hostTree(world).toString(), "rbind", "ro");
        JsonNode result =
                world.run(bundle.guest("open", "c", "/m/new", "/m/below/new")).json();
        assertEquals(
                "EROFS ok",
                result.path("/m/new").asText() + " "
                        + result.path("/m/below/new").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "rro,ro",
        "rnosuid,nosuid",
        "rnodev,nodev",
        "rnoexec,noexec",
        "rnoatime,noatime",
        "rnodiratime,nodiratime",
        "rnosymfollow,nosymfollow"
    })
    void recursiveOptionReachesEveryMountBelow(String option, String seen, World world) throws IOException {
        Report report =
                world.report(world.bundle().mount("/m", "bind", hostTree(world).toString(), "rbind", option));
        assertTrue(report.mountOptions("/m").contains(seen), report.mount("/m"));
        assertTrue(report.mountOptions("/m/below").contains(seen), report.mount("/m/below"));
    }

    @Test
    void recursiveOptionsLeaveTheHostsMountsAlone(World world) throws IOException {
        Path dir = hostTree(world);
        var before = Host.mounts();
        world.report(world.bundle().mount("/m", "bind", dir.toString(), "rbind", "rro"));
        assertEquals(before, Host.mounts());
        Files.writeString(dir.resolve("below/still-writable"), "");
    }

    @Test
    void mountsAreMadeInOrder(World world) {
        Bundle bundle = world.bundle()
                .mount("/m", "tmpfs", "first")
                .mount("/m/below", "tmpfs", "second")
                .mount("/m", "tmpfs", "third");
        assertEquals("", world.shell(bundle, "ls /m"), "the third hides the others");
        Expect.has(" third ", world.report(bundle).mount("/m"));
    }

    /** Since runtime-spec 1.3 relative ones start at the root. */
    @ParameterizedTest
    @CsvSource({"a/b,/a/b", "./a/../b,/b", "../../b,/b", "/../b,/b"})
    void destinationStartsAtTheRoot(String destination, String expected, World world) {
        Bundle bundle = world.bundle().mount(destination, "tmpfs", "tmpfs");
        Expect.has(" - tmpfs ", world.report(bundle).mount(expected));
    }

    @Test
    void missingDestinationIsMade(World world) throws IOException {
        Path dir = hostTree(world);
        Bundle bundle = world.bundle()
                .mount("/a/new/dir", "bind", dir.toString(), "bind")
                .mount("/another/new/file", "bind", dir.resolve("file").toString(), "bind");
        assertEquals("from the hostfrom the host", world.shell(bundle, "cat /a/new/dir/file /another/new/file"));
    }

    @Test
    void sourceMayBeRelativeToTheBundle(World world) {
        Bundle bundle = world.bundle().mount("/m", "bind", "data", "bind");
        bundle.file("data/file", "from the bundle", "rw-r--r--");
        assertEquals("from the bundle", world.shell(bundle, "cat /m/file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ro", "rro"})
    void mountPointsAreMadeInAReadonlyTmpfs(String option, World world) {
        Report report = world.report(
                world.bundle().mount("/m", "tmpfs", "tmpfs", option).mount("/m/below", "tmpfs", "tmpfs"));
        assertTrue(report.mountOptions("/m").contains("ro"), report.mount("/m"));
        assertTrue(report.mountOptions("/m/below").contains("rw"), report.mount("/m/below"));
    }

    @ParameterizedTest
    @ValueSource(ints = {255, 256, 1000})
    void sourceMayBeLong(int length, World world) {
        String source = "s".repeat(length);
        Report report = world.report(world.bundle().mount("/m", "tmpfs", source, "size=64k"));
        String mount = report.mount("/m");
        assertTrue(mount.contains(" - tmpfs " + source + " rw,size=64k"), mount);
    }

    @Test
    void modeBelowATmpfsIsTakenOverWithALongSource(World world) throws IOException {
        String source = "s".repeat(256);
        Bundle bundle = world.bundle().mount("/m", "tmpfs", source);
        Files.createDirectory(bundle.dir().resolve("rootfs/m"));
        Host.run("chmod", "1731", bundle.dir().resolve("rootfs/m").toString());
        assertEquals("1731", world.shell(bundle, "stat -c %a /m"));
    }

    @Test
    void missingSourceIsRefusedWithItsName(World world) {
        world.run(world.bundle().mount("/m", "bind", "/no/such/source", "bind"))
                .expectFailure("/no/such/source", "no such file or directory");
    }

    @Test
    void unknownFilesystemTypeIsRefusedWithItsName(World world) {
        world.run(world.bundle().mount("/m", "nosuchfs", "nosuchfs")).expectFailure("/m");
    }

    @Test
    void linksOnTheWayToTheDestinationStayInside(World world) throws IOException {
        Path outside = Files.createDirectories(world.dir().resolve("outside"));
        Bundle bundle = world.bundle().mount("/link/m", "tmpfs", "tmpfs");
        Files.createSymbolicLink(bundle.rootfs().resolve("link"), outside);
        world.run(bundle).expectRunOrRefusal();
        assertEquals(0, Host.tree(outside).size());
        Bundle relative = world.bundle().mount("/link/m", "tmpfs", "tmpfs");
        Files.createSymbolicLink(relative.rootfs().resolve("link"), Path.of("../../outside"));
        world.run(relative).expectRunOrRefusal();
        assertEquals(0, Host.tree(outside).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"proc", "sys"})
    void linkInPlaceOfProcOrSysIsRefused(String name, World world) throws IOException {
        Bundle bundle = world.bundle();
        Files.delete(bundle.rootfs().resolve(name));
        Files.createSymbolicLink(bundle.rootfs().resolve(name), Path.of("tmp"));
        world.run(bundle).expectFailure();
    }

    @Test
    void tmpcopyupBringsWhatWasThere(World world) {
        Bundle bundle = world.bundle().mount("/data", "tmpfs", "tmpfs", "tmpcopyup");
        bundle.file("rootfs/data/dir/file", "kept", "rw-r-----");
        assertEquals(
                "kept 640",
                world.shell(
                        bundle, "echo $(cat /data/dir/file) $(stat -c %a /data/dir/file); echo x > /data/dir/file"));
        assertEquals("kept", bundle.read("rootfs/data/dir/file"));
    }

    @Test
    void tmpcopyupKeepsOwnersModesLinksAndTypes(World world) {
        Bundle bundle = world.bundle().mount("/data", "tmpfs", "tmpfs", "tmpcopyup", "ro");
        bundle.file("rootfs/data/file", "x", "rw-r--r--");
        Host.run(
                "sh",
                "-ec",
                "cd \"$0\"; chown 5:6 file; chmod 4755 file; ln file hard; ln -s file link; chown -h 7:8 link;"
                        + " mkdir -m 1777 sub; chmod 2750 .",
                bundle.rootfs().resolve("data").toString());
        assertEquals(
                "2750 0:0 drwxr-s---\n4755 5:6 -rwsr-xr-x\n4755 5:6 -rwsr-xr-x\n777 7:8 lrwxrwxrwx\n1777 0:0 drwxrwxrwt\n"
                        + "file read-only",
                world.shell(
                        bundle,
                        "cd /data; stat -c '%a %u:%g %A' . file hard link sub; readlink link | tr '\\n' ' ';"
                                + " touch x 2> /dev/null || echo read-only"));
    }

    @Test
    void tmpfsTakesOverTheModeOfTheDirectory(World world) {
        Bundle bundle = world.bundle().mount("/data", "tmpfs", "tmpfs");
        Host.run("mkdir", "-m", "2751", bundle.rootfs().resolve("data").toString());
        assertEquals("2751", world.shell(bundle, "stat -c %a /data"));
    }

    @Test
    void bindMountsAndTmpfsCoverFilesOfTheImage(World world) throws IOException {
        Path file = hostTree(world).resolve("file");
        Bundle bundle = world.bundle().mount("/etc/passwd", "bind", file.toString(), "bind", "ro");
        assertEquals(
                "from the host EROFS",
                world.shell(bundle, "cat /etc/passwd") + " " + world.open(bundle, "w", "/etc/passwd"));
    }

    @Test
    void mqueueIsTheContainersOwn(World world) {
        Expect.has(" - mqueue ", world.report(world.bundle()).mount("/dev/mqueue"));
    }
}
