package dev.jrunc.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents without an end, which no command reads for ever. */
class EndlessInputTest {
    @TempDir
    private Path dir;

    /** A bundle may come from anybody, and its config.json be anything. */
    @ParameterizedTest
    @ValueSource(strings = {"validate BUNDLE", "edit --hostname x BUNDLE", "diff BUNDLE BUNDLE"})
    void configsWithoutAnEnd(String call) throws Exception {
        Path config = Files.createDirectory(dir.resolve("odd")).resolve("config.json");
        String[] words = ("bundle " + call)
                .replace("BUNDLE", config.getParent().toString())
                .split(" ");
        Files.createSymbolicLink(config, Path.of("/dev/zero"));
        refused("config.json is not a regular file", words);
        Files.delete(config);
        assertEquals(0, new ProcessBuilder("mkfifo", config.toString()).start().waitFor());
        refused("config.json is not a regular file", words);
        Files.delete(config);
        try (RandomAccessFile file = new RandomAccessFile(config.toFile(), "rw")) {
            file.setLength(1L << 33);
        }
        refused("longer than 16777216 bytes", words);
    }

    private static void refused(String why, String... words) throws Exception {
        String err = Tool.run(words).err();
        assertTrue(err.contains(why), err);
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
        Process process = Tool.shell(call + (call.startsWith("generate") ? "" : " -") + " </dev/zero");
        process.waitFor();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(err.contains("longer than 16777216 bytes"), err);
    }
}
