package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine is started by {@code jvm-host}, and by {@code java} where that cannot. */
final class JvmHostIT {
    private static final Path TREE = Path.of(System.getProperty("jrunc.tree", "../build"));

    @TempDir
    private Path temp;

    private Path tree;
    private Path java;

    @BeforeEach
    void copyTheTree() throws Exception {
        assumeTrue(Files.exists(TREE.resolve("lib/jrunc/jvm.conf")), "no engine yet");
        tree = temp.resolve("tree");
        assertEquals(0, run(List.of("cp", "-a", TREE.toString(), tree.toString())));
        java = Path.of(Files.readAllLines(TREE.resolve("lib/jrunc/jvm.conf")).get(0));
    }

    @Test
    void javaItselfIsNotExecuted() throws Exception {
        Path fake = fakeJava("exit 9");
        Path server = Files.createDirectories(fake.resolveSibling("../lib/server"));
        Files.createSymbolicLink(server.resolve("libjvm.so"), java.resolveSibling("../lib/server/libjvm.so"));
        assertEquals(0, help(fake, "true"));
    }

    @Test
    void aJavaWithoutItsLibraryIsExecuted() throws Exception {
        Path fake = fakeJava("touch " + temp.resolve("was-here") + "; exec " + java + " \"$@\"");
        assertEquals(0, help(fake, "true"));
        assertTrue(Files.exists(temp.resolve("was-here")));
    }

    @Test
    void aSmallStackIsLeftToJava() throws Exception {
        Path fake = fakeJava("touch " + temp.resolve("was-here") + "; exec " + java + " \"$@\"");
        Path server = Files.createDirectories(fake.resolveSibling("../lib/server"));
        Files.createSymbolicLink(server.resolve("libjvm.so"), java.resolveSibling("../lib/server/libjvm.so"));
        assertEquals(0, help(fake, "ulimit -s 512"));
        assertTrue(Files.exists(temp.resolve("was-here")));
    }

    @Test
    void anInstallationWithoutTheHostWorks() throws Exception {
        Files.delete(tree.resolve("lib/jrunc/jvm-host"));
        assertEquals(0, help(java, "true"));
    }

    /** A command that needs the engine and nothing else. */
    private int help(Path javaToUse, String before) throws Exception {
        return run(List.of(
                "/bin/sh",
                "-c",
                before + "; JRUNC_RESIDENT=off JRUNC_JAVA=" + javaToUse + " exec " + tree.resolve("bin/jrunc")
                        + " help"));
    }

    private Path fakeJava(String script) throws Exception {
        Path bin = Files.createDirectories(temp.resolve("jdk/bin"));
        Path fake = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
        return fake;
    }

    private int run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(temp.resolve("out").toFile())
                .start();
        assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running: " + command);
        return process.exitValue();
    }
}
