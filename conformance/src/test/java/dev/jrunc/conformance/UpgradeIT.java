package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Containers that another build of jrunc has made are looked after by this one.
 *
 * <p>{@code OLDER=/path/to/older/bin/jrunc} in the environment makes them with that build; the other ages are what is on
 * disk, changed to what another build would have written.
 */
@Conformance
final class UpgradeIT {
    private static final int RECORD_VERSION = 4;
    private static final int RECORD_BUILD = 8;
    private static final int RECORD_PID = 40;
    private static final int RECORD_CHECKSUM = 56;
    private static final int RECORD_PLANS = 60;

    /** state.json as the first build wrote it: newer properties are assumed, not asked for. */
    private static final Set<String> FIRST_PROPERTIES = Set.of(
            "version",
            "ociVersion",
            "id",
            "pid",
            "startTime",
            "created",
            "bundle",
            "rootfs",
            "annotations",
            "ownPids",
            "cgroupPaths",
            "hostMounts");

    enum Age {
        OLDER_BUILD,
        OTHER_BUILD_ID,
        OTHER_RECORD_VERSION,
        NO_RECORD,
        FIRST_STATE_FORMAT
    }

    @ParameterizedTest
    @EnumSource
    void aContainerThatWaitsIsStarted(Age age, World world) throws IOException {
        Container container = made(world, age);
        assertEquals("created", container.status());
        container.start().expectSilence();
        container.out().awaitLine("ready");
        container.stop();
        assertEquals("stopped", container.status());
        container.delete().expectSilence();
        container.state().expectFailure("does not exist");
    }

    @ParameterizedTest
    @EnumSource
    void aContainerThatRunsIsLookedAfter(Age age, World world) throws IOException {
        Container container = made(world, age);
        container.start().expectSilence();
        container.out().awaitLine("ready");
        assertEquals("running", container.status());
        Expect.has(container.id(), world.call("list", "-q").run().out().lines().toList());
        assertEquals(
                "inside\n",
                world.call("exec", container.id(), "/bin/sh", "-c", "echo inside")
                        .run()
                        .expectSuccess()
                        .out());
        container.call("pause").expectSilence();
        assertEquals("paused", container.status());
        container.call("resume").expectSilence();
        container.call("update", "--pids-limit", "77").expectSilence();
        container.kill("TERM").expectSilence();
        container.out().awaitLine("terminated");
        container.awaitEnd();
        container.delete().expectSilence();
    }

    @ParameterizedTest
    @EnumSource
    void aContainerIsDeletedByForce(Age age, World world) throws IOException {
        Container container = made(world, age);
        container.delete("--force").expectSilence();
        container.state().expectFailure("does not exist");
    }

    /** What only a newer build knows is not guessed at, and nothing is touched. */
    @ParameterizedTest
    @EnumSource(names = "NO_RECORD")
    void aStateOfANewerVersionIsRefused(Age age, World world) throws IOException {
        Container container = made(world, age);
        Path state = directory(container, world).resolve("state.json");
        byte[] before = Files.readAllBytes(state);
        ObjectNode newer = (ObjectNode) Json.parse(Files.readString(state));
        Files.writeString(state, newer.put("version", 2).toString());
        container.start().expectFailure("version 2", "knows up to 1");
        Expect.hasNot("ready", container.out().text());
        Files.write(state, before);
        container.delete("--force").expectSilence();
    }

    private static Container made(World world, Age age) throws IOException {
        assumeTrue(
                Files.exists(world.runtime().path().resolveSibling("../lib/jrunc/jvm.conf")),
                "state on disk is each runtime's own");
        Container container = world.container(world.bundle().guest("hold"));
        if (age == Age.OLDER_BUILD) {
            String older = System.getenv("OLDER");
            assumeTrue(older != null, "OLDER names no older build");
            container.by(call -> call.through("sh", "-c", "shift; exec " + older + " \"$@\"", "sh"));
        }
        container.create().expectSilence();
        container.pid();
        Path directory = directory(container, world);
        switch (age) {
            case OLDER_BUILD -> {
                byte[] build = buildOf(Files.readAllBytes(directory.resolve("record")));
                Container own = world.container(world.bundle().guest("hold"));
                own.create().expectSilence();
                byte[] ours = buildOf(Files.readAllBytes(directory(own, world).resolve("record")));
                assertFalse(Arrays.equals(build, ours), "OLDER is this very build");
            }
            case OTHER_BUILD_ID -> rewriteRecord(directory, RECORD_BUILD, "0123456789abcdef");
            case OTHER_RECORD_VERSION -> rewriteRecord(directory, RECORD_VERSION, "\u0007\0\0\0");
            case NO_RECORD -> Files.delete(directory.resolve("record"));
            case FIRST_STATE_FORMAT -> {
                Files.delete(directory.resolve("record"));
                Path state = directory.resolve("state.json");
                ObjectNode tree = (ObjectNode) Json.parse(Files.readString(state));
                Files.writeString(state, tree.retain(FIRST_PROPERTIES).toString() + "\n");
            }
        }
        return container;
    }

    private static Path directory(Container container, World world) {
        return world.stateRoot().resolve(container.id());
    }

    private static byte[] buildOf(byte[] record) {
        return Arrays.copyOfRange(record, RECORD_BUILD, RECORD_BUILD + 16);
    }

    /** Another value in the record's header, and a pid of nobody's: a plan of it that is run all the same finds no process. */
    private static void rewriteRecord(Path directory, int at, String value) throws IOException {
        Path file = directory.resolve("record");
        ByteBuffer record = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] bytes = record.array();
        assertEquals(checksum(bytes), record.getInt(RECORD_CHECKSUM), "the record's format is another");
        byte[] text = value.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(text, 0, bytes, at, text.length);
        record.putInt(RECORD_PID, Integer.MAX_VALUE);
        record.putInt(RECORD_CHECKSUM, checksum(bytes));
        Files.write(file, bytes);
    }

    /** launcher/bytes.c's. */
    private static int checksum(byte[] record) {
        int header = checksum(0, Arrays.copyOf(record, RECORD_CHECKSUM));
        return checksum(header, Arrays.copyOfRange(record, RECORD_PLANS, record.length));
    }

    private static int checksum(int before, byte[] bytes) {
        long[] lanes = {Integer.toUnsignedLong(before), 1, 2, 3};
        ByteBuffer rest = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (rest.remaining() >= lanes.length * Long.BYTES) {
            for (int lane = 0; lane < lanes.length; lane++) {
                lanes[lane] = mix(lanes[lane], rest.getLong());
            }
        }
        long sum = bytes.length;
        for (long lane : lanes) {
            sum = mix(sum, lane);
        }
        while (rest.hasRemaining()) {
            sum = mix(sum, Byte.toUnsignedLong(rest.get()));
        }
        return (int) (sum >>> 32);
    }

    private static long mix(long sum, long word) {
        return (Long.rotateLeft(sum, 29) ^ word) * 0x9e3779b97f4a7c15L;
    }
}
