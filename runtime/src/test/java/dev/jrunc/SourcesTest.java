package dev.jrunc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Looks at the sources and class files themselves: size of a file, and what javac made of the start path. */
final class SourcesTest {
    private static final int MOST_LINES = 400;
    private static final Path ROOT = Path.of(System.getProperty("jrunc.root", ".."));

    @Test
    void noMainSourceIsLongerThanFourHundredLines() throws IOException {
        List<String> tooLong = new ArrayList<>();
        int seen = 0;
        for (Path file : filesBelow(ROOT, "/src/main/", ".java", ".c", ".h", ".def")) {
            seen++;
            long lines = Files.readAllLines(file).size();
            if (lines > MOST_LINES) {
                tooLong.add(ROOT.relativize(file) + ": " + lines + " lines; split it by concern");
            }
        }
        assertEquals(List.of(), tooLong);
        assertTrue(seen > 10, "found only " + seen + " sources below " + ROOT.toAbsolutePath());
    }

    /** The first lambda of a JVM costs 5 to 12 ms, and each one is a class that no static archive holds on JDK 17. */
    @Test
    void startPathHasNoLambda() throws IOException {
        List<String> found = new ArrayList<>();
        for (String room : List.of("plan", "cgroup", "seccomp", "host", "lifecycle", "command", "spec")) {
            for (Path module : List.of(ROOT.resolve("runtime"), ROOT.resolve("oci-spec"))) {
                for (Path file : filesBelow(module, "/target/classes/dev/jrunc/" + room + "/", ".class")) {
                    findLambdas(file, found);
                }
            }
        }
        assertEquals(List.of(), found);
    }

    private static void findLambdas(Path file, List<String> found) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            new ClassReader(in)
                    .accept(
                            new ClassVisitor(Opcodes.ASM9) {
                                @Override
                                public MethodVisitor visitMethod(
                                        int access, String name, String type, String signature, String[] thrown) {
                                    return new MethodVisitor(Opcodes.ASM9) {
                                        @Override
                                        public void visitInvokeDynamicInsn(
                                                String call, String callType, Handle bootstrap, Object... args) {
                                            if (bootstrap.getOwner().endsWith("LambdaMetafactory")) {
                                                found.add(file.getFileName() + "#" + name);
                                            }
                                        }
                                    };
                                }
                            },
                            ClassReader.SKIP_FRAMES);
        }
    }

    private static List<Path> filesBelow(Path root, String part, String... suffixes) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(f -> f.toString().contains(part))
                    .filter(f -> Stream.of(suffixes).anyMatch(f.toString()::endsWith))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }
}
