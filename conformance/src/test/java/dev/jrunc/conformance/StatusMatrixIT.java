package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command in every status: the table is {@code status-matrix.txt}, which also says who reads the words. */
@Conformance
final class StatusMatrixIT {
    private static final Set<String> REPLAYED = Set.of("start", "state", "kill", "delete", "pause", "resume");

    record Row(String status, String command, int exit, String words) {
        @Override
        public String toString() {
            return status + ": " + command;
        }
    }

    static Stream<Row> rows() {
        try (InputStream in = Objects.requireNonNull(StatusMatrixIT.class.getResourceAsStream("/status-matrix.txt"))) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(StatusMatrixIT::row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] cells = line.split("\\|", -1);
        return new Row(cells[0].strip(), cells[1].strip(), Integer.parseInt(cells[2].strip()), cells[3].strip());
    }

    private static Container in(String status, World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        switch (status) {
            case "none" -> container.beginning("create"); // config.json is there
            case "created" -> container.create().expectSuccess();
            case "running" -> container.started();
            case "paused" -> {
                container.started();
                container.call("pause").expectSuccess();
            }
            case "stopped" -> {
                container.started();
                container.stop();
            }
            case "remains" -> {
                container.beginning("create");
                Files.createDirectories(world.stateRoot().resolve(container.id()));
            }
            default -> throw new IllegalArgumentException(status);
        }
        return container;
    }

    @ParameterizedTest
    @MethodSource("rows")
    void commandSaysWhatItsCallersExpect(Row row, World world) throws IOException {
        check(row, in(row.status(), world), world);
    }

    static Stream<Row> replayedRows() {
        return rows().filter(
                        row -> !row.status().equals("none") && !row.status().equals("remains"))
                .filter(row -> REPLAYED.contains(row.command().split(" ", 2)[0]));
    }

    /** What jrunc's launcher does by itself its engine does in the same way, when the record is not there. */
    @ParameterizedTest
    @MethodSource("replayedRows")
    void commandSaysTheSameWithoutItsRecord(Row row, World world) throws IOException {
        Container container = in(row.status(), world);
        Path record = world.stateRoot().resolve(container.id()).resolve("record");
        assumeTrue(Files.deleteIfExists(record), "the runtime keeps no record");
        check(row, container, world);
    }

    private static void check(Row row, Container container, World world) {
        List<String> words = new ArrayList<>();
        for (String word : row.command().split(" ", -1)) {
            words.add(
                    switch (word) {
                        case "ID" -> container.id();
                        case "B" -> container.bundle().dir().toString();
                        case "IMG" -> world.dir().resolve("image").toString();
                        default -> word;
                    });
        }
        Result result = world.call(words.toArray(new String[0])).bounded().run();
        result.expectEnd().expectExit(row.exit());
        if (row.words().equals("silent")) {
            result.expectSilence();
        } else if (row.exit() == 0) {
            assertEquals("", result.err());
            assertEquals(true, result.out().contains(row.words()), result.toString());
        } else {
            result.expectFailure(row.words());
            assertEquals("", result.out(), result.toString());
            assertEquals(1, result.err().strip().lines().count(), result.toString());
        }
    }
}
