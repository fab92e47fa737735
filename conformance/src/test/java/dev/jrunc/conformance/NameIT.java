package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Linked as runc, as where only that name is looked up (BuildKit, ctr): texts then say runc. */
@Conformance
final class NameIT {
    private static RuntimeBinary runc(World world) throws IOException {
        Path link = world.dir().resolve("runc");
        if (!Files.exists(link)) {
            Files.createSymbolicLink(link, world.runtime().path());
        }
        return new RuntimeBinary(link);
    }

    /** runc's version.bats, with --root in front as its helper calls it. */
    @ParameterizedTest
    @ValueSource(strings = {"-v", "--version"})
    void versionHasThreeKnownLines(String flag, World world) throws IOException {
        String root = world.stateRoot().toString();
        List<String> lines = runc(world)
                .call("--root", root, flag)
                .run()
                .expectSuccess()
                .out()
                .lines()
                .toList();
        assertTrue(lines.get(0).matches("runc version \\d+\\.\\d+\\.\\d+.*"), lines.toString());
        assertTrue(lines.get(1).startsWith("commit:"), lines.toString());
        assertTrue(lines.get(2).matches("spec: \\d+\\.\\d+\\.\\d+.*"), lines.toString());
    }

    /** runc's help.bats. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-h", "--help"})
    void helpBeginsWithTheName(String flag, World world) throws IOException {
        String root = world.stateRoot().toString();
        Invocation call =
                flag.isEmpty() ? runc(world).call("--root", root) : runc(world).call("--root", root, flag);
        List<String> lines = call.run().expectSuccess().out().lines().toList();
        assertEquals("NAME:", lines.get(0));
        assertTrue(lines.get(1).strip().startsWith("runc - Open Container Initiative runtime"), lines.get(1));
    }

    /** runc's help.bats. */
    @ParameterizedTest
    @ValueSource(
            strings = {"create", "delete", "exec", "kill", "list", "pause", "resume", "run", "spec", "start", "state"})
    void helpOfACommandBeginsWithTheName(String command, World world) throws IOException {
        String root = world.stateRoot().toString();
        for (String flag : List.of("-h", "--help")) {
            List<String> lines = runc(world)
                    .call("--root", root, command, flag)
                    .run()
                    .expectSuccess()
                    .out()
                    .lines()
                    .toList();
            assertEquals("NAME:", lines.get(0));
            assertTrue(lines.get(1).contains("runc " + command), lines.get(1));
        }
    }

    /** runc's help.bats. */
    @Test
    void unknownCommandHasNoHelp(World world) throws IOException {
        runc(world).call("foo", "-h").run().expectExit(3).expectFailure("No help topic for 'foo'");
    }

    @Test
    void errorsBeginWithTheName(World world) throws IOException {
        Bundle bundle = world.bundle().args("/no/such/program");
        Container container = world.container(bundle);
        container.beginning("run"); // writes the bundle
        runc(world)
                .call(
                        "--root",
                        world.stateRoot().toString(),
                        "run",
                        "-b",
                        bundle.dir().toString(),
                        container.id())
                .run()
                .expectFailure("runc run failed: unable to start container process: ");
    }
}
