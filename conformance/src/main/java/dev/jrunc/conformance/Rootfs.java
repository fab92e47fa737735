package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Makes small root filesystems: static busybox, the guest program, and the directories that mounts need. */
final class Rootfs {
    private static final List<String> DIRECTORIES = List.of("bin", "dev", "etc", "proc", "root", "sys", "tmp");
    private static final List<String> APPLETS = List.of(
            "cat",
            "chmod",
            "chown",
            "chroot",
            "cp",
            "date",
            "dd",
            "df",
            "echo",
            "env",
            "false",
            "find",
            "grep",
            "head",
            "hostname",
            "httpd",
            "id",
            "ifconfig",
            "kill",
            "ln",
            "ls",
            "mkdir",
            "mkfifo",
            "mknod",
            "mount",
            "mv",
            "nsenter",
            "ping",
            "printf",
            "ps",
            "pwd",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "sh",
            "sleep",
            "sort",
            "stat",
            "sync",
            "tail",
            "test",
            "touch",
            "tr",
            "true",
            "umount",
            "uname",
            "unshare",
            "wc",
            "wget");

    private final Path template;

    /** Copies the two programs once, to the filesystem that the bundles are on, so that each bundle can link to them. */
    Rootfs(Path dir) throws IOException {
        template = Files.createDirectories(dir);
        if (!Files.exists(template.resolve("guest"))) {
            Files.copy(busybox(), template.resolve("busybox"));
            Path guest = Path.of(property("conformance.guest"));
            Files.copy(guest, template.resolve("guest"));
            for (String name : List.of("busybox", "guest")) {
                Files.setPosixFilePermissions(template.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
            }
        }
    }

    void make(Path root) throws IOException {
        for (String name : DIRECTORIES) {
            Files.createDirectories(root.resolve(name));
        }
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Files.createLink(root.resolve("bin/busybox"), template.resolve("busybox"));
        Files.createLink(root.resolve("guest"), template.resolve("guest"));
        for (String name : APPLETS) {
            Files.createSymbolicLink(root.resolve("bin").resolve(name), Path.of("busybox"));
        }
        Files.writeString(
                root.resolve("etc/passwd"), "root:x:0:0::/root:/bin/sh\nuser:x:1000:1000::/home/user:/bin/sh\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nuser:x:1000:\n");
    }

    private static Path busybox() {
        for (String candidate : List.of("/bin/busybox", "/usr/bin/busybox")) {
            if (Files.isExecutable(Path.of(candidate))) {
                return Path.of(candidate);
            }
        }
        throw new IllegalStateException("no /bin/busybox: install Debian's busybox-static");
    }

    private static String property(String name) {
        String value = System.getProperty(name);
        if (value == null) {
            throw new IllegalStateException("the build sets the system property " + name);
        }
        return value;
    }
}
