package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.cli.EngineDocuments;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JVM ignores an archive that does not match, without a word, and loads what the archive lacks from the jar: both
 * cost more than all the rest of a start. These tests look at the classes that a container and an {@code exec} need.
 */
final class ArchiveIT {
    private static final Path TREE = Path.of(System.getProperty("jrunc.tree", "../build"));

    // A number that does not flicker, unlike milliseconds. It may only be lowered: what `run` loads on its way to the
    // plan, without an archive.
    private static final int MOST_CLASSES_17 = 538; // of 17.0.21, one more than of 17.0.15
    private static final int MOST_CLASSES_25 = 562;

    @TempDir
    private Path temp;

    /** A copy of the tree elsewhere: its jvm.conf can be changed, and it must be as good as the one it was copied from. */
    private Path moved;

    private final String id = "archive-" + ProcessHandle.current().pid();

    @BeforeEach
    void copyTheTree() throws Exception {
        try (ZipFile jar = new ZipFile(TREE.resolve("lib/jrunc/jrunc.jar").toFile())) {
            assumeTrue(jar.getEntry("dev/jrunc/Main.class") != null, "no engine yet");
        }
        assumeTrue("root".equals(System.getProperty("user.name")), "containers need root");
        moved = temp.resolve("moved");
        mustRun(List.of("cp", "-a", TREE.toString(), moved.toString()));
    }

    @Test
    void everyClassOfARunComesFromTheArchive() throws Exception {
        classesOfARun("-Xshare:on");
        assertEquals(List.of(), notFromTheArchive(temp.resolve("classes.log")));
    }

    @Test
    void everyClassOfAnExecComesFromTheArchive() throws Exception {
        Path bundle = bundle("\"/bin/sleep\", \"1000\"");
        jrunc("run", "--detach", "--bundle", bundle.toString(), id);
        try {
            Path log = logClasses("-Xshare:on");
            jrunc("exec", id, "/bin/true");
            assertEquals(List.of(), notFromTheArchive(log));
            Path process = Files.writeString(temp.resolve("process.json"), "{\"args\":[\"/bin/true\"],\"cwd\":\"/\"}");
            jrunc("exec", "--process", process.toString(), id);
            assertEquals(List.of(), notFromTheArchive(log));
        } finally {
            jrunc("delete", "--force", id);
        }
    }

    /** Every sixth, which is one of each engine's kinds. */
    @Test
    void everyClassForWhatEnginesAskForComesFromTheArchive() throws Exception {
        Path bundle = bundle("\"/bin/true\"");
        Path log = logClasses("-Xshare:on");
        int number = 0;
        for (Map.Entry<String, String> config : EngineDocuments.of("config").entrySet()) {
            if (number++ % 6 == 0) {
                String root = "\"root\":{\"path\":\"rootfs\"";
                Files.writeString(
                        bundle.resolve("config.json"),
                        config.getValue().replaceFirst("\"root\": *\\{\\s*\"path\": *\"[^\"]*\"", root));
                jrunc("plan", "--bundle", bundle.toString());
                assertEquals(List.of(), notFromTheArchive(log), config.getKey());
            }
        }
    }

    @Test
    void aRunLoadsFewClasses() throws Exception {
        int count = classesOfARun("-Xshare:off").size();
        int most = javaVersion() >= 24 ? MOST_CLASSES_25 : MOST_CLASSES_17;
        assertTrue(count <= most, count + " classes on the way to the plan, " + most + " are allowed");
    }

    @Test
    void anArchiveThatDoesNotFitIsToldOf() throws Exception {
        assumeTrue(javaVersion() >= 24, "an older JVM does not say that it left the archive out");
        Path jar = moved.resolve("lib/jrunc/jrunc.jar");
        mustRun(List.of(moved.resolve("bin/jrunc").toString(), "help"));
        assertFalse(read(temp.resolve("out")).contains("make-archive"));
        Files.setLastModifiedTime(jar, FileTime.fromMillis(0));
        mustRun(List.of(moved.resolve("bin/jrunc").toString(), "help"));
        String said = read(temp.resolve("out"));
        assertTrue(said.contains("its archive does not fit") && said.contains("/make-archive"), said);
    }

    private List<String> classesOfARun(String share) throws Exception {
        Path bundle = bundle("\"/bin/true\"");
        Path log = logClasses(share);
        jrunc("run", "--bundle", bundle.toString(), id);
        return loaded(log);
    }

    /** Has the engine write there what it loads. */
    private Path logClasses(String share) throws IOException {
        Path log = temp.resolve("classes.log");
        Path conf = moved.resolve("lib/jrunc/jvm.conf");
        List<String> lines = new ArrayList<>(Files.readAllLines(conf));
        lines.set(lines.indexOf("-Xshare:auto"), share);
        lines.add(lines.size() - 1, "-Xlog:class+load:file=" + log + ":");
        Files.write(conf, lines);
        return log;
    }

    private static List<String> loaded(Path log) throws IOException {
        List<String> classes = new ArrayList<>(Files.readAllLines(log));
        classes.removeIf(line -> !line.contains(" source: ")); // "opened: jrunc.jar"
        // The plan is handed over by then, and the launcher may be quicker than the JVM.
        classes.removeIf(line -> line.contains(" java.lang.Shutdown"));
        assertFalse(classes.isEmpty(), "the engine was not asked");
        return classes;
    }

    /** And forgets what was loaded. */
    private static List<String> notFromTheArchive(Path log) throws IOException {
        List<String> classes = loaded(log);
        classes.removeIf(line -> line.contains("source: shared objects file"));
        Files.delete(log);
        return classes;
    }

    private Path bundle(String words) throws Exception {
        Path bundle = Files.createDirectories(temp.resolve("bundle"));
        Path bin = Files.createDirectories(bundle.resolve("rootfs/bin"));
        for (String name : List.of("true", "sleep")) {
            mustRun(List.of("cp", "/bin/busybox", bin.resolve(name).toString()));
        }
        jrunc("spec", "--bundle", bundle.toString());
        Path config = bundle.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replaceFirst("\"terminal\": true", "\"terminal\": false")
                        .replaceFirst("\"sh\"", words));
        return bundle;
    }

    private void jrunc(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                moved.resolve("bin/jrunc").toString(),
                "--root",
                temp.resolve("state").toString()));
        command.addAll(List.of(words));
        mustRun(command);
    }

    private void mustRun(List<String> command) throws IOException, InterruptedException {
        File out = temp.resolve("out").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(out);
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        Process process = builder.start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        assertEquals(0, process.exitValue(), () -> command + ": " + read(out.toPath()));
    }

    /** Of the JDK that the tree was made for, not of the one that runs this test. */
    private int javaVersion() throws IOException {
        Path java =
                Path.of(Files.readAllLines(moved.resolve("lib/jrunc/jvm.conf")).get(0));
        for (String line : Files.readAllLines(java.resolveSibling("../release"))) {
            if (line.startsWith("JAVA_VERSION=\"")) {
                return Integer.parseInt(line.replaceAll("\\D*(\\d+).*", "$1"));
            }
        }
        throw new IOException("no version beside " + java);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
