package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a runtime keeps on disk is damaged: every command says so in one line, and a forced delete ends the container and
 * removes every trace of it.
 */
@Conformance
final class DamagedStateIT {
    private static List<Path> stateFiles(Container container, World world) {
        List<Path> files = new ArrayList<>();
        for (String name : Host.tree(world.stateRoot().resolve(container.id()))) {
            if (Files.isRegularFile(Path.of(name))) {
                files.add(Path.of(name));
            }
        }
        return files;
    }

    private static void damage(Path file, String how) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (how) {
            case "missing" -> Files.delete(file);
            case "empty" -> Files.write(file, new byte[0]);
            case "cut off" -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            case "null" -> Files.writeString(file, "null");
            case "garbage" -> {
                new Random(7).nextBytes(bytes);
                Files.write(file, bytes);
            }
            case "newer" ->
                Files.writeString(
                        file,
                        file.endsWith("state.json")
                                ? Files.readString(file).replaceFirst("\"version\":1", "\"version\":99")
                                : "");
            default -> throw new IllegalArgumentException(how);
        }
    }

    private static void deletedByForce(Container container, long pid, String what, World world) {
        Result delete =
                world.call("delete", "--force", container.id()).bounded().run();
        assertEquals(0, delete.exit(), what + delete);
        assertTrue(Kernel.awaitEnd(pid, 5000), what + "the process lives on");
        assertFalse(Files.exists(world.stateRoot().resolve(container.id())), what + "the directory is still there");
    }

    private static void eachCommandSaysOneLine(Container container, String what, World world) {
        String id = container.id();
        for (String[] command : new String[][] {
            {"state", id},
            {"start", id},
            {"kill", id, "TERM"},
            {"delete", id},
            {"exec", id, "/bin/true"},
            {"pause", id},
            {"update", "--pids-limit", "100", id},
            {"list"}
        }) {
            Result result = world.call(command).bounded().run().expectEnd();
            String said = what + command[0] + ": " + result;
            assertTrue(result.exit() < 128 || result.exit() == 255, said);
            assertTrue(result.err().strip().lines().count() <= 1, said);
            assertFalse(result.err().contains("\\n"), said);
            assertTrue(result.exit() == 0 || !result.err().isBlank(), said);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "empty", "cut off", "null", "garbage"})
    void oneDamagedFile(String how, World world) throws IOException {
        Container first = world.running();
        int count = stateFiles(first, world).size();
        first.delete("--force").expectSuccess();
        for (int i = 0; i < count; i++) {
            Container container = world.running();
            long pid = container.pid();
            Path file = stateFiles(container, world).get(i);
            damage(file, how);
            String what = file.getFileName() + " is " + how + ": ";
            for (String command : List.of("state", "start")) {
                Result result = world.call(command, container.id()).bounded().run();
                assertTrue(result.expectEnd().exit() < 128, what + result);
            }
            Result list = world.call("list").bounded().run();
            assertEquals(0, list.exit(), what + list);
            deletedByForce(container, pid, what, world);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "missing,started", "empty,started", "cut off,started", "null,started", "garbage,started", "newer,started",
        "missing,created", "empty,created", "cut off,created", "null,created", "garbage,created", "newer,created",
        "garbage,paused", "empty,stopped"
    })
    void everyFileIsDamaged(String how, String status, World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        if (status.equals("created")) {
            container.create().expectSuccess();
        } else {
            container.started();
        }
        long pid = container.pid();
        if (status.equals("paused")) {
            container.call("pause").expectSuccess();
        }
        if (status.equals("stopped")) {
            container.stop();
        }
        for (Path file : stateFiles(container, world)) {
            damage(file, how);
        }
        String what = "every file is " + how + ": ";
        if (!status.equals("paused")) { // exec and kill may wait for the resume
            eachCommandSaysOneLine(container, what, world);
        }
        deletedByForce(container, pid, what, world);
    }

    /** Without anything but the directory and a file of nonsense there is still the cgroup that create must have made. */
    @Test
    void nothingButTheUsualCgroupIsKnown(World world) throws IOException {
        Bundle bundle = world.bundle().guest("hold").remove("/linux/cgroupsPath");
        Container container = world.container(bundle).started();
        long pid = container.pid();
        Path directory = world.stateRoot().resolve(container.id());
        for (String name : Host.tree(directory)) {
            Files.delete(Path.of(name));
        }
        Files.writeString(directory.resolve("state.json"), "{\"id");
        deletedByForce(container, pid, "", world);
    }

    /** A directory that only has the name of a container of another state root says nothing about that one's cgroup. */
    @Test
    void emptyDirectoryEndsNobody(World world) throws IOException {
        Bundle bundle = world.bundle().guest("hold").remove("/linux/cgroupsPath");
        Container container = world.container(bundle).started();
        Path other = world.dir().resolve("other");
        Files.createDirectories(other.resolve(container.id()));
        world.runtime()
                .call("--root", other.toString(), "delete", "--force", container.id())
                .bounded()
                .run()
                .expectEnd();
        assertEquals("running", container.status());
        container.stop();
    }

    @Test
    void updatesAtOnceAreAllSaved(World world) throws IOException {
        Container container = world.running();
        Path saved = world.stateRoot().resolve(container.id()).resolve("config.json");
        assumeTrue(Files.exists(saved), "this runtime does not keep limits in a config.json of its own");
        for (int round = 1; round <= 5; round++) {
            List<Running> updates = new ArrayList<>();
            for (String[] limit : new String[][] {
                {"--pids-limit", Integer.toString(100 + round)},
                {"--cpu-period", Integer.toString(50_000 + round)},
                {"--cpu-share", Integer.toString(500 + round)},
                {"--memory", Integer.toString((64 + round) << 20)}
            }) {
                updates.add(world.own(
                        world.call("update", limit[0], limit[1], container.id()).start()));
            }
            for (Running update : updates) {
                update.await().expectSuccess();
            }
            JsonNode resources = Json.parse(Files.readString(saved)).at("/linux/resources");
            assertEquals(100 + round, resources.at("/pids/limit").asInt());
            assertEquals(50_000 + round, resources.at("/cpu/period").asInt());
            assertEquals(500 + round, resources.at("/cpu/shares").asInt());
            assertEquals((64 + round) << 20, resources.at("/memory/limit").asInt());
        }
        container.stop();
    }

    /** In which order the files go is the filesystem's choice. */
    @ParameterizedTest
    @ValueSource(strings = {"state.json", "config.json", "record", "exec.fifo", "kept.3", "kept.3.new"})
    void deleteThatWasKilledIsDoneAgain(String left, World world) throws IOException {
        Path directory = Files.createDirectories(world.stateRoot().resolve("half"));
        Files.createFile(directory.resolve(left));
        world.call("delete", "--force", "half").run().expectSuccess();
        Expect.gone(directory);
    }
}
