package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Root filesystems and mounts of what hosts have beside a tmpfs; what this kernel or host has not is skipped. */
@Conformance
final class FileSystemsIT {
    /** Gives $image: as small as the tools allow, with the files of $from where it is made whole. */
    private static String make(String type) {
        return switch (type) {
            case "squashfs" -> "mksquashfs $from $image -quiet -no-progress";
            case "erofs" -> "mkfs.erofs $image $from";
            case "btrfs" -> "truncate -s 128M $image && mkfs.btrfs -q $image";
            case "xfs" -> "truncate -s 300M $image && mkfs.xfs -q $image";
            case "vfat" -> "truncate -s 32M $image && mkfs.vfat $image";
            default -> "truncate -s 32M $image && mke2fs -q -F -t " + type + " $image";
        };
    }

    private static void assumeType(String type) {
        String tool = make(type).replaceFirst(".*&& ", "").replaceFirst(" .*", "");
        assumeTrue(has("PATH=$PATH:/usr/sbin:/sbin command -v " + tool), tool + " is not installed");
        assumeTrue(has("grep -qw " + type + " /proc/filesystems || modprobe -q " + type), "this kernel has no " + type);
    }

    private static boolean has(String script) {
        try {
            return new ProcessBuilder("sh", "-c", script)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path image(String type, Path from, World world) {
        assumeType(type);
        Path image = world.dir().resolve(type + ".img");
        Host.run(
                "sh",
                "-ec",
                "PATH=$PATH:/usr/sbin:/sbin image=" + image + " from=" + from + "; " + make(type) + " >/dev/null");
        return image;
    }

    /** A bundle whose root, of the guest program and directories alone, is on a mount of the type. */
    private static Bundle rooted(String type, boolean writable, World world) {
        Bundle bundle = world.bundle();
        Path root = world.dir().resolve(type);
        Path from = bundle.rootfs();
        Host.run("rm", "-r", from.resolve("bin").toString());
        Host.run("mkdir", root.toString());
        if (type.equals("overlay")) {
            Path layers = world.dir().resolve("layers");
            Host.run("mkdir", "-p", layers + "/upper", layers + "/work");
            String options = "lowerdir=" + from + ",upperdir=" + layers + "/upper,workdir=" + layers + "/work";
            Host.run("mount", "-t", "overlay", "-o", options, "overlay", root.toString());
        } else {
            String image = image(type, from, world).toString();
            Host.run("mount", "-t", type, "-o", writable ? "loop" : "loop,ro", image, root.toString());
        }
        world.own(() -> Host.run("umount", root.toString()));
        if (writable && !type.equals("overlay")) {
            Host.run("cp", "-r", "--preserve=mode", from + "/.", root.toString());
        }
        return bundle.set("/root/path", root.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "ext4, true",
        "xfs, true",
        "btrfs, true",
        "vfat, true",
        "overlay, true",
        "squashfs, false",
        "erofs, false"
    })
    void rootMayBeOf(String type, boolean writable, World world) {
        Bundle bundle = rooted(type, writable, world);
        bundle.mount("/tmp", "tmpfs", "tmpfs")
                .mount(
                        "/etc/passwd",
                        "bind",
                        bundle.file("mine", "x", "rw-r--r--").toString(),
                        "bind",
                        "ro")
                .json("/linux/maskedPaths", "['/etc/group']")
                .json("/linux/readonlyPaths", "['/root']");
        if (writable) {
            bundle.mount("/made/below", "tmpfs", "tmpfs");
        }
        JsonNode open = world.run(bundle.guest("open", "c", "/new", "/tmp/new", "/root/new", "/dev/new"))
                .json();
        assertEquals(writable ? "ok" : "EROFS", open.path("/new").asText());
        assertEquals(
                "ok EROFS ok",
                open.path("/tmp/new").asText() + " " + open.path("/root/new").asText() + " "
                        + open.path("/dev/new").asText());
        JsonNode stat = world.run(bundle.guest("stat", "/etc/group", "/etc/passwd", "/dev/fd"))
                .json();
        assertEquals("char", stat.path("/etc/group").path("type").asText());
        assertEquals("1", stat.path("/etc/passwd").path("size").asText());
        Container container = world.container(bundle.guest("hold")).started();
        world.call("exec", container.id(), "/guest", "report").run().expectSuccess();
        container.stop();
        container.delete().expectSilence();
    }

    /** These two take a symbolic link of 1023 bytes, most others one of 4095. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "xfs"})
    void stateMayBeOn(String type, World world) throws IOException {
        Bundle bundle = world.bundle();
        Path state = Files.createDirectories(world.stateRoot());
        Host.run(
                "mount",
                "-t",
                type,
                "-o",
                "loop",
                image(type, bundle.rootfs(), world).toString(),
                state.toString());
        world.own(() -> Host.run("umount", state.toString()));
        Container container = world.container(bundle.guest("hold")).started();
        assertEquals("running", container.status());
        assertEquals(
                container.id() + "\n",
                world.call("list", "--quiet").run().expectSuccess().out());
        container.stop();
        container.delete().expectSilence();
    }

    /** config.md#mounts: the source is a device. Neither the container nor a hook in it may use that by itself. */
    @ParameterizedTest
    @ValueSource(strings = {"ext4", "squashfs"})
    void deviceMayBeMountedThatNoRuleAllows(String type, World world) throws IOException {
        assumeTrue(Files.exists(Path.of("/dev/loop-control")), "no loop devices here");
        Bundle bundle = world.bundle().capabilities("CAP_MKNOD");
        Path image = image(type, Files.createDirectories(world.dir().resolve("from")), world);
        String device =
                Host.run("losetup", "--find", "--show", image.toString()).strip();
        world.own(() -> Host.run("losetup", "--detach", device));
        String number = Host.run("stat", "-c", "%Hr %Lr", device).strip();
        String read = "head -c 1 %s >/dev/null 2>&1 && echo read || echo denied";
        Path hook = bundle.script("hook", "(" + read.formatted(device) + ") > " + bundle.dir() + "/seen");
        bundle.mount("/m", type, device, "ro").json("/hooks/createContainer", "[{'path':'" + hook + "'}]");
        assertEquals(
                "mounted denied",
                world.shell(
                        bundle,
                        "grep -q ' /m .* - " + type + " ' /proc/self/mountinfo && echo -n 'mounted ';"
                                + "mknod /tmp/d b " + number + " && " + read.formatted("/tmp/d")));
        assertEquals("denied\n", bundle.read("seen"));
    }
}
