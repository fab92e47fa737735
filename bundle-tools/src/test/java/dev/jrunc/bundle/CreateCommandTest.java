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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands {@code create}, {@code rootfs}, {@code unpack} and {@code digest} as a caller sees them. */
class CreateCommandTest {
    @TempDir
    private Path dir;

    private Path tree;

    @BeforeEach
    void makeTree() throws IOException {
        tree = SmallTree.in(dir);
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
                Tool.shell("rootfs --digest " + digest + " - " + root + " <" + archive)
                        .waitFor());
        assertEquals("#!", Files.readString(root.resolve("bin/sh")));
        Process wrong = Tool.shell("rootfs --digest " + digest.replace(digest.substring(7, 17), "0123456789") + " - "
                + root + "2 <" + archive);
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
        Process process = Tool.shell(
                "tar -C " + dir.resolve("layout") + " -c . | " + filter + " | ", "unpack --image -:latest " + bundle);
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
        Process process = Tool.shell("umask 077; exec ", "bundle create --rootfs " + archive + " " + bundle);
        assertEquals(0, process.waitFor());
        assertEquals(0040700, Files.getAttribute(bundle, "unix:mode"));
        assertEquals(0040755, Files.getAttribute(bundle.resolve("rootfs"), "unix:mode"));
        assertEquals(0040755, Files.getAttribute(bundle.resolve("rootfs/bin"), "unix:mode"));
        assertEquals(0100600, Files.getAttribute(bundle.resolve("config.json"), "unix:mode"));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).start().waitFor();
    }
}
