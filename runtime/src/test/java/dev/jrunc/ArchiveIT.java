package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JVM ignores an archive that does not match, without a word; this test does not. */
final class ArchiveIT {
    private static final Path LIB = Path.of(System.getProperty("jrunc.tree", "../build"), "lib", "jrunc");

    @TempDir
    private Path temp;

    @BeforeEach
    void engineIsThere() throws IOException {
        try (ZipFile jar = new ZipFile(LIB.resolve("jrunc.jar").toFile())) {
            assumeTrue(jar.getEntry("dev/jrunc/Main.class") != null, "no engine yet");
        }
    }

    @Test
    void archiveIsUsedAndHoldsEveryClass() throws Exception {
        assertEquals(List.of(), classesNotFromTheArchive(LIB));
    }

    @Test
    void movedTreeKeepsItsArchive() throws Exception {
        Path moved = temp.resolve("elsewhere");
        assertEquals(0, run(temp, List.of("cp", "-a", LIB.toString(), moved.toString())));
        assertEquals(List.of(), classesNotFromTheArchive(moved));
    }

    private List<String> classesNotFromTheArchive(Path lib) throws Exception {
        Path log = temp.resolve("classes.log");
        List<String> command = new ArrayList<>(Files.readAllLines(lib.resolve("jvm.conf")));
        command.set(command.indexOf("-Xshare:auto"), "-Xshare:on");
        command.add(command.indexOf("-cp"), "-Xlog:class+load:file=" + log + ":");
        command.add("--train");
        assertEquals(0, run(lib, command), () -> "the engine's training run failed: " + read(temp.resolve("out")));
        List<String> loaded = Files.readAllLines(log);
        assertTrue(loaded.size() > 100, "only " + loaded.size() + " classes loaded");
        loaded.removeIf(line -> line.contains("source: shared objects file"));
        return loaded;
    }

    private int run(Path directory, List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("out").toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        return process.exitValue();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
