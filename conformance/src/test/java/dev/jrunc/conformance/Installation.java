package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A copy of jrunc's installation, to be damaged. */
final class Installation {
    /** What is said where the engine is asked {@link #withoutJava}. */
    static final String NO_JAVA = "there is no Java at /no/such/java";

    private Installation() {}

    /** Skips the test when the runtime is another one. */
    static Path copy(World world) {
        Path installed = world.runtime().path().resolveSibling("..").normalize();
        assumeTrue(Files.isDirectory(installed.resolve("lib/jrunc")), "this is about jrunc's installation");
        Path tree = world.dir().resolve("tree");
        Host.run("cp", "-a", installed.toString(), tree.toString());
        return tree;
    }

    static void withoutJava(Path tree) {
        for (String conf : List.of("jvm.conf", "bundle-tools.conf")) {
            Host.run(
                    "sed",
                    "-i",
                    "1s:.*:/no/such/java:",
                    tree.resolve("lib/jrunc").resolve(conf).toString());
        }
    }
}
