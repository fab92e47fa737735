package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code create}, {@code rootfs} and {@code digest} as a caller sees them. */
class BundleCommandTest {
    private static final String GOOD = "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"rootfs\"}, \"process\":"
            + " {\"args\": [\"sh\"], \"cwd\": \"/\"}, \"linux\": {\"namespaces\": [{\"type\": \"mount\"}]}}";

    @TempDir
    private Path dir;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = Files.createDirectories(dir.resolve("tree"));
        Files.createDirectory(tree.resolve("bin"));
        Files.writeString(tree.resolve("bin/sh"), "#!");
    }

    @Test
    void bundleFromADirectory() throws Exception {
        Path bundle = dir.resolve("box");
        Tool.Result result = Tool.run(
                "bundle",
                "create",
                "--rootfs",
                tree.toString(),
                "-e",
                "A=b",
                "--env",
                "TERM=vt100",
                "--cwd",
                "/bin",
                "-u",
                "7:8",
                "--no-terminal",
                "--writable",
                "--hostname",
                "box",
                "--uid-map",
                "0:100000:65536",
                "--gid-map",
                "0:200000:65536",
                bundle.toString(),
                "httpd",
                "-f",
                "--rootless",
                "--",
                "-p");
        assertEquals("", result.err());
        assertEquals(0, result.status());
        assertEquals("#!", Files.readString(bundle.resolve("rootfs/bin/sh")));
        if (Posix.load().isRoot()) {
            assertEquals(0040710, Files.getAttribute(bundle, "unix:mode"));
            assertEquals(200000, Files.getAttribute(bundle, "unix:gid"));
            assertEquals(100000, Files.getAttribute(bundle.resolve("rootfs/bin/sh"), "unix:uid"));
        } else {
            assertEquals(0040711, Files.getAttribute(bundle, "unix:mode"));
        }
        JsonNode config =
                new ObjectMapper().readTree(bundle.resolve("config.json").toFile());
        assertEquals(
                "[\"httpd\",\"-f\",\"--rootless\",\"--\",\"-p\"]",
                config.at("/process/args").toString());
        assertTrue(config.at("/process/env").toString().endsWith(",\"A=b\",\"TERM=vt100\"]"));
        assertEquals(3, config.at("/process/env").size());
        assertEquals("{\"uid\":7,\"gid\":8}", config.at("/process/user").toString());
        assertEquals("/bin", config.at("/process/cwd").asText());
        assertEquals("box", config.at("/hostname").asText());
        assertTrue(config.at("/process/terminal").isMissingNode());
        assertTrue(config.at("/root/readonly").isMissingNode());
        assertEquals(100000, config.at("/linux/uidMappings/0/hostID").asLong());
        assertTrue(config.at("/linux/namespaces").toString().contains("{\"type\":\"user\"}"));
    }

    @Test
    void standardInputIsAnArchiveAndItsDigestIsChecked() throws Exception {
        Path archive = dir.resolve("a.tar");
        assertEquals(0, run("tar", "-C", tree.toString(), "-cf", archive.toString(), "."));
        String digest =
                Tool.run("digest", "-a", "blake3", archive.toString()).out().strip();
        Path root = dir.resolve("root");
        assertEquals(
                0,
                shell("rootfs --digest " + digest + " - " + root + " <" + archive)
                        .waitFor());
        assertEquals("#!", Files.readString(root.resolve("bin/sh")));
        Process wrong = shell("rootfs --digest " + digest.replace(digest.substring(7, 17), "0123456789") + " - " + root
                + "2 <" + archive);
        assertEquals(1, wrong.waitFor());
        String err = new String(wrong.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(err.matches("time=\\S+ level=error msg=\"-: wrong digest: expected blake3:0123456789.*\"\n"), err);
        assertFalse(Files.exists(dir.resolve("root2")));
    }

    /** docker save NAME | jrunc-bundle unpack --image - BUNDLE. */
    @ParameterizedTest
    @ValueSource(strings = {"cat", "gzip -c", "zstd -qc"})
    void imageOnStandardInput(String filter) throws Exception {
        assumeTrue(run("sh", "-c", "command -v " + filter.replaceAll(" .*", "")) == 0, filter + " is not installed");
        LayoutBuilder image = new LayoutBuilder(dir.resolve("layout"));
        image.layer(new TarBuilder().file("f", "1")).write("{}");
        Path bundle = dir.resolve("box");
        Process process = shell(
                "unpack --image -:latest " + bundle, "tar -C " + dir.resolve("layout") + " -c . | " + filter + " | ");
        assertEquals(0, process.waitFor(), new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals("1", Files.readString(bundle.resolve("rootfs/f")));
    }

    @Test
    void severalFilesAreNamed() throws Exception {
        String file = tree.resolve("bin/sh").toString();
        Tool.Result result = Tool.run("digest", file, file);
        assertTrue(result.out().matches("(sha256:[0-9a-f]{64}  " + file + "\n){2}"), result.out());
    }

    @Test
    void aSignalLeavesNothing() throws Exception {
        Path root = dir.resolve("root");
        // Nobody ever writes to its standard input.
        Process process = shell("rootfs - " + root);
        while (Stream.of(dir.toFile().list()).noneMatch(name -> name.startsWith(".root.jrunc-"))) {
            assertTrue(process.isAlive());
            Thread.onSpinWait();
        }
        process.toHandle().destroy(); // Process.destroy() would end its standard input as well
        assertEquals(143, process.waitFor());
        process.getOutputStream().close();
        assertEquals(List.of("tree"), List.of(dir.toFile().list()));
    }

    /** Nobody can remove anything at SIGKILL, so the next run does; what a living one builds is left alone. */
    @Test
    void whatAKilledProcessLeftIsRemovedByTheNext() throws Exception {
        Path root = dir.resolve("root");
        Process killed = shell("rootfs - " + root);
        awaitHidden(killed, 1);
        Process alive = shell("rootfs - " + root);
        awaitHidden(alive, 2);
        killed.destroyForcibly();
        killed.waitFor();
        Tool.Result result = Tool.run("rootfs", tree.toString(), root.toString());
        assertEquals(0, result.status(), result.err());
        awaitHidden(alive, 1);
        alive.destroy();
        assertEquals(143, alive.waitFor());
        for (Process process : List.of(killed, alive)) {
            process.getOutputStream().close();
        }
        assertEquals(Set.of("tree", "root"), Set.of(dir.toFile().list()));
    }

    /** As many unfinished directories, each of them locked by who builds it. */
    private void awaitHidden(Process process, int count) throws IOException {
        while (true) {
            assertTrue(process.isAlive());
            List<Path> hidden;
            try (Stream<Path> files = Files.list(dir)) {
                hidden = files.filter(file -> file.getFileName().toString().startsWith(".root.jrunc-"))
                        .toList();
            }
            String locks = Files.readString(Path.of("/proc/locks"));
            long locked = hidden.stream()
                    .filter(file -> locks.contains(":" + inode(file) + " 0 EOF"))
                    .count();
            if (locked == count) {
                return;
            }
            Thread.onSpinWait();
        }
    }

    private static Object inode(Path file) {
        try {
            return Files.getAttribute(file, "unix:ino");
        } catch (IOException e) {
            return "gone";
        }
    }

    @Test
    void mistakesAreNamed() throws Exception {
        String target = dir.resolve("x").toString();
        for (String[] mistake : new String[][] {
            {"expected ALGORITHM:HEX", "rootfs", "--digest", "abc", tree.toString(), target},
            {"no such file or directory", "rootfs", dir + "/none", target},
            {
                "a digest can be checked for an archive only",
                "rootfs",
                "--digest",
                "sha256:" + "0".repeat(64),
                tree.toString(),
                target
            },
            {"no such file or directory", "rootfs", tree.toString(), target + "/y/z"},
            {"exists. Remove it first", "rootfs", tree.toString(), tree.toString()},
            {"'abc' is no whole number", "rootfs", "--max-entries", "abc", tree.toString(), target},
            {"expected a number of bytes", "rootfs", "--max-size", "5X", tree.toString(), target},
            {"an id is a number", "create", "--rootfs", tree.toString(), "-u", "4294967295", target},
            {"belong together", "create", "--rootfs", tree.toString(), "--gid-map", "0:1:1", target},
            {
                "expected CONTAINER:HOST:SIZE",
                "create",
                "--rootfs",
                tree.toString(),
                "--uid-map",
                "0:1:1",
                "--gid-map",
                "0:1",
                target
            },
            {"expected an absolute path", "create", "--rootfs", tree.toString(), "--cwd", "bin", target},
            {"expected NAME=value", "create", "--rootfs", tree.toString(), "-e", "=x", target},
            {"Missing required option: '--rootfs=SOURCE'", "create", target},
            {"a command is required", "bundle"},
        }) {
            Tool.Result result = Tool.run(Arrays.copyOfRange(mistake, 1, mistake.length));
            assertEquals(1, result.status(), mistake[0]);
            assertTrue(result.err().contains(mistake[0]), result.err());
            assertEquals(1, result.err().lines().count(), result.err());
            assertFalse(Files.exists(Path.of(target)));
        }
    }

    @Test
    void umaskIsForConfigJsonAndNotForTheRootFilesystem() throws Exception {
        Path archive = dir.resolve("a.tar");
        assertEquals(0, run("tar", "-C", tree.toString(), "-cf", archive.toString(), "bin/sh"));
        Path bundle = dir.resolve("box");
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "umask 077; exec " + String.join(" ", Tool.command()) + " bundle create --rootfs " + archive
                                + " " + bundle)
                .start();
        assertEquals(0, process.waitFor());
        assertEquals(0040700, Files.getAttribute(bundle, "unix:mode"));
        assertEquals(0040755, Files.getAttribute(bundle.resolve("rootfs"), "unix:mode"));
        assertEquals(0040755, Files.getAttribute(bundle.resolve("rootfs/bin"), "unix:mode"));
        assertEquals(0100600, Files.getAttribute(bundle.resolve("config.json"), "unix:mode"));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }

    private static Process shell(String words) throws IOException {
        return shell(words, "exec ");
    }

    private static Process shell(String words, String before) throws IOException {
        String line = before + String.join(" ", Tool.command()) + " " + words;
        return new ProcessBuilder("sh", "-c", line).start();
    }

    /** A command line of oci-runtime-tool, boolean flags as Go has them. */
    @Test
    void generateAsOciRuntimeTool() throws Exception {
        Tool.Result result =
                Tool.run(("bundle generate --process-tty --rootfs-readonly=false --process-no-new-privileges true"
                                + " --privileged=false --label a=b=c --mount-cgroups no --linux-device-remove-all"
                                + " --process-rlimits-remove-all=true --linux-hugepage-limits-add 2MB:5"
                                + " --linux-blkio-read-bps-device 8:0:7 --hooks-poststop /h:x --hooks-poststop-env"
                                + " /h:A=1 --linux-disable-oom-kill --tmpfs /t --args --rootfs-readonly=x")
                        .split(" "));
        assertEquals("", result.err());
        JsonNode config = new ObjectMapper().readTree(result.out());
        assertTrue(config.at("/process/terminal").asBoolean());
        assertFalse(config.at("/root/readonly").asBoolean(true));
        assertTrue(config.at("/process/noNewPrivileges").asBoolean());
        assertTrue(config.at("/linux/seccomp").isMissingNode());
        assertFalse(config.at("/process/capabilities/bounding").toString().contains("SYS_ADMIN"));
        assertEquals("b=c", config.at("/annotations/a").asText());
        assertFalse(config.at("/mounts").toString().contains("cgroup"));
        assertTrue(config.at("/process/rlimits").isMissingNode());
        assertEquals(
                7,
                config.at("/linux/resources/blockIO/throttleReadBpsDevice/0/rate")
                        .asInt());
        assertEquals("[\"A=1\"]", config.at("/hooks/poststop/0/env").toString());
        assertTrue(config.at("/linux/resources/memory/disableOOMKiller").asBoolean());
        assertEquals("[\"--rootfs-readonly=x\"]", config.at("/process/args").toString());
    }

    @Test
    void theFilterAlone() throws Exception {
        Tool.Result none = Tool.run("bundle", "generate", "--linux-seccomp-only");
        assertEquals(1, none.status());
        assertTrue(none.err().contains("there is no filter"), none.err());
        Tool.Result docker =
                Tool.run("bundle", "generate", "--linux-seccomp-profile", "docker", "--linux-seccomp-only");
        assertEquals(
                "SCMP_ACT_ERRNO",
                new ObjectMapper().readTree(docker.out()).path("defaultAction").asText());
    }

    /** What this tool does by another name is said, not ignored. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--linux-device-cgroup-add=allow,type=c",
                "--linux-device-cgroup-remove",
                "--process-username=x",
                "--os=linux"
            })
    void flagsThatAreElsewhere(String flag) throws Exception {
        Tool.Result result = Tool.run("bundle", "generate", flag);
        assertEquals(1, result.status());
        assertEquals("", result.out());
        assertTrue(result.err().contains(flag.replaceAll("=.*", "") + " is oci-runtime-tool's: "), result.err());
    }

    /** annotations.md has a grammar for org.opencontainers.image.ref.name. */
    @ParameterizedTest
    @ValueSource(strings = {"a b", "-a", "a-", "a..b", "a---b", "\u00e4", "a\tb"})
    void namesThatNoImageHas(String name) throws Exception {
        Tool.Result result = Tool.run("bundle", "pull", "localhost:1/a", dir.resolve("layout") + ":" + name);
        assertEquals(1, result.status());
        assertTrue(result.err().contains("is no name for an image in a layout"), result.err());
        assertFalse(Files.exists(dir.resolve("layout")));
    }

    /** As of diff(1) and grep(1): a script must not take a file that is not there for a difference. */
    @Test
    void exitStatusOfComparisons() throws Exception {
        String good = Files.writeString(dir.resolve("a.json"), GOOD).toString();
        String other = Files.writeString(dir.resolve("b.json"), GOOD.replace("sh", "bash"))
                .toString();
        String bad = Files.writeString(dir.resolve("c.json"), "{}").toString();
        assertEquals(0, Tool.run("bundle", "diff", good, good).status());
        assertEquals(1, Tool.run("bundle", "diff", good, other).status());
        assertEquals(0, Tool.run("bundle", "validate", good).status());
        assertEquals(1, Tool.run("bundle", "validate", bad).status());
        for (String[] call : new String[][] {
            {"diff", good, good + "x"},
            {"diff", good},
            {"diff", "-", "-"},
            {"validate", good + "x"},
            {"validate", "--level", "none", good},
            {"validate", "--nosuch"}
        }) {
            String[] words = Stream.concat(Stream.of("bundle"), Stream.of(call)).toArray(String[]::new);
            assertEquals(2, Tool.run(words).status(), String.join(" ", words));
        }
        assertEquals(1, Tool.run("bundle", "validate", "--path", bad).status());
        assertEquals(2, Tool.run("bundle", "validate", "--path", bad, good).status());
        Tool.Result nothing = Tool.run("bundle", "diff", good, "-");
        assertEquals(2, nothing.status());
        assertTrue(nothing.err().contains("stdin:"), nothing.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create",
                "rootfs",
                "unpack",
                "pull",
                "verify",
                "digest",
                "generate",
                "edit",
                "validate",
                "diff",
                "schema"
            })
    void helpHasAnExample(String command) throws Exception {
        String help = Tool.run("bundle", command, "--help").out();
        assertTrue(help.lines().anyMatch(line -> line.matches(" {4,}(.* \\| )?jrunc-bundle " + command + " .*")), help);
    }

    /** A bundle may come from anybody, and its config.json be anything. */
    @ParameterizedTest
    @ValueSource(strings = {"validate BUNDLE", "edit --hostname x BUNDLE", "diff BUNDLE BUNDLE"})
    void configsWithoutAnEnd(String call) throws Exception {
        Path config = Files.createDirectory(dir.resolve("odd")).resolve("config.json");
        String[] words = ("bundle " + call)
                .replace("BUNDLE", config.getParent().toString())
                .split(" ");
        Files.createSymbolicLink(config, Path.of("/dev/zero"));
        assertTrue(Tool.run(words).err().contains("config.json is not a regular file"));
        Files.delete(config);
        assertEquals(0, run("mkfifo", config.toString()));
        assertTrue(Tool.run(words).err().contains("config.json is not a regular file"));
        Files.delete(config);
        try (RandomAccessFile file = new RandomAccessFile(config.toFile(), "rw")) {
            file.setLength(1L << 33);
        }
        assertTrue(Tool.run(words).err().contains("longer than 16777216 bytes"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "validate",
                "edit --hostname x",
                "diff /dev/zero",
                "generate --linux-seccomp-profile /dev/zero",
                "generate --env-file /dev/zero"
            })
    void inputWithoutAnEnd(String call) throws Exception {
        Process process = shell(call + (call.startsWith("generate") ? "" : " -") + " </dev/zero");
        process.waitFor();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(err.contains("longer than 16777216 bytes"), err);
    }

    /** As runc help COMMAND. */
    @Test
    void helpIsACommand() throws Exception {
        assertEquals(Tool.run("bundle", "--help"), Tool.run("bundle", "help"));
        assertEquals(Tool.run("bundle", "digest", "--help"), Tool.run("bundle", "help", "digest"));
        assertTrue(Tool.run("bundle", "help", "nosuch").err().contains("No help topic for 'nosuch'"));
    }

    @Test
    void namesAsSkopeoWritesThem() throws Exception {
        Tool.Result source = Tool.run("bundle", "pull", "docker://localhost:1/a", dir + "/layout");
        assertTrue(source.err().contains(": leave docker:// out"), source.err());
        Tool.Result target = Tool.run("bundle", "pull", "localhost:1/a", "oci:layout:x");
        assertTrue(target.err().contains(": leave oci: out"), target.err());
    }

    @Test
    void slipsOfTheFingerAreNamed(@TempDir Path dir) throws Exception {
        assertTrue(
                Tool.run("bundle", "unpak").err().contains("No help topic for 'unpak'; did you mean \\\"unpack\\\"?"));
        assertTrue(Tool.run("bundle", "edit", "--hostnam", "a")
                .err()
                .contains("not defined: -hostnam; did you mean \\\"--hostname\\\"?"));
        assertTrue(Tool.run("bundle", "spec", "--bundle").err().contains("\"flag needs an argument: -bundle\""));
        Path config = dir.resolve("config.json");
        Files.writeString(config, Tool.run("bundle", "generate").out());
        Tool.Result result = Tool.run(
                "bundle", "edit", "--process-cap-add", "NETRAW", "--set", "/process/termnal=true", config.toString());
        assertEquals(0, result.status());
        assertEquals(4, result.err().lines().count(), result.err());
        assertTrue(result.err().contains("did you mean \"CAP_NET_RAW\"?"), result.err());
        assertTrue(result.err().contains("did you mean \"terminal\"?"), result.err());
        assertTrue(Files.readString(config).contains("termnal"));
    }
}
