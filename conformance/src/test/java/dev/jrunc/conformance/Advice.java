package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;

/** One line on what failed and what to do about it, which is jrunc's own: other runtimes are not asked for it. */
final class Advice {
    private Advice() {}

    /** Skips the test when the runtime is another one. */
    static void assume(World world) {
        assumeTrue(
                Files.exists(world.runtime().path().resolveSibling("../lib/jrunc/jvm.conf")),
                "advice is not asked of other runtimes");
    }

    static void expect(Result result, String... words) {
        result.expectFailure(words);
        assertEquals(1, result.err().strip().lines().count(), result.toString());
        assertEquals("", result.out(), result.toString());
    }
}
