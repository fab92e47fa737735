package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A bundle is there whole or not at all, whenever the tool that makes it is ended. */
@Conformance
@Tag("slow")
final class BundleInterruptIT {
    private static final int FILES = 800;
    private static final int ROUNDS = Integer.getInteger("conformance.kills", 40) / 8; // a round takes a second

    private static Invocation create(World world, Path tool) {
        return new Invocation(List.of(tool.toString(), "create", "--rootfs", "files.tar", "box", "sh"))
                .env("PATH", System.getenv("PATH"))
                .env("HOME", "/root")
                .cwd(world.dir());
    }

    private static void makeArchive(Path dir) throws IOException {
        Path files = Files.createDirectories(dir.resolve("files"));
        for (int i = 0; i < FILES; i++) {
            Path sub = Files.createDirectories(files.resolve("d" + i % 60));
            Files.writeString(sub.resolve("f" + i), "content " + i);
        }
        Host.run("tar", "-C", files.toString(), "-cf", dir.resolve("files.tar").toString(), ".");
        Host.run("rm", "-r", files.toString());
    }

    private static List<String> hidden(Path dir) throws IOException {
        try (Stream<Path> there = Files.list(dir)) {
            return there.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    /** All but when the bundle was made. */
    private static Map<String, String> content(Path box) throws IOException {
        Map<String, String> content = Tree.of(box.resolve("rootfs"));
        content.put("/config.json", Files.readString(box.resolve("config.json")));
        return content;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "KILL"})
    void wholeOrNotAtAll(String signal, World world) throws Exception {
        Path tool = world.runtime().path().resolveSibling("jrunc-bundle");
        assumeTrue(Files.isExecutable(tool), "the runtime has no bundle tool beside it");
        makeArchive(world.dir());
        Path box = world.dir().resolve("box");
        long begin = System.nanoTime();
        create(world, tool).run().expectSuccess();
        long longest = System.nanoTime() - begin;
        Map<String, String> whole = content(box);
        long seed = System.nanoTime();
        System.out.println("BundleInterruptIT: seed " + seed);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String where = "round " + round + " of seed " + seed;
            Host.run("rm", "-r", box.toString());
            try (Running running = create(world, tool).start()) {
                TimeUnit.NANOSECONDS.sleep(random.nextLong(longest)); // a random moment is the point of this test
                Host.run("sh", "-c", "kill -" + signal + " " + running.pid() + " || true");
                running.process().waitFor();
            }
            if (Files.exists(box)) {
                assertTrue(whole.equals(content(box)), () -> where + " made another bundle");
                Host.run("rm", "-r", box.toString());
            }
            assertTrue(signal.equals("KILL") || hidden(world.dir()).isEmpty(), () -> where + " left something");
            create(world, tool).run().expectSuccess();
            assertTrue(whole.equals(content(box)), () -> where + " made another bundle");
            assertEquals(List.of(), hidden(world.dir()), where);
        }
    }
}
