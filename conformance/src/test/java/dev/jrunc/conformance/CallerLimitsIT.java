package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the limits of the caller leave the runtime is enough, or it says in one line that it is not. */
@Conformance
final class CallerLimitsIT {
    @ParameterizedTest
    @ValueSource(ints = {8, 12, 16, 24})
    void fewDescriptorsAreEnoughOrSaid(int limit, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -n " + limit).bounded());
        container.run().expectEnd().expectRunOrRefusal();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8, 64})
    void limitOfFileSizesIsSaidAndKillsNobody(int blocks, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -f " + blocks).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() < 128, result.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 1_000_000, 1_600_000})
    void tooLittleAddressSpaceIsSaidInOneLine(int kilobytes, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -v " + kilobytes).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }

    @ParameterizedTest
    @CsvSource({"pids,pids.max,pids.max,5", "memory,memory.limit_in_bytes,memory.max,2097152"})
    void narrowCgroupOfTheCallerIsSaidInOneLine(
            String controller, String first, String second, String limit, World world) throws IOException {
        Path narrow =
                Files.createDirectories(Cgroups.dir(controller, world.cgroups().top() + "/narrow"));
        Path file = narrow.resolve(Cgroups.isV2() ? second : first);
        assumeTrue(Files.exists(file), "no " + file);
        Files.writeString(file, limit);
        Container container = world.container(world.bundle())
                .by(call ->
                        call.prepare("echo $$ > " + narrow + "/cgroup.procs").bounded());
        Result result = container.run().expectEnd();
        assertTrue(result.exit() == 0 || result.err().contains("cgroup"), result.toString());
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
        Files.delete(narrow);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 64, 128})
    void smallStackIsEnoughOrSaidInOneLine(int kilobytes, World world) {
        Container container = world.container(world.bundle())
                .by(call -> call.prepare("ulimit -s " + kilobytes).bounded());
        Result result = container.run().expectEnd().expectRunOrRefusal();
        assertTrue(result.exit() == 0 || kilobytes < 64, result.toString());
        assertTrue(result.exit() < 128, result.toString());
        assertTrue(result.exit() == 0 || result.err().strip().lines().count() == 1, result.toString());
    }
}
