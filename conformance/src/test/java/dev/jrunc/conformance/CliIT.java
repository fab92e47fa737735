package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line around the operations: help, version, flags, log, list, pid file. */
@Conformance
final class CliIT {
    @Test
    void versionIsWhatEnginesParse(World world) {
        Result result = world.runtime().call("--version").run().expectSuccess();
        List<String> lines = result.out().lines().toList();
        assertTrue(lines.get(0).matches("\\S+ version \\S.*"), result.out());
        assertEquals(
                1,
                lines.stream().filter(line -> line.contains("version")).count(),
                "docker takes every line with this word");
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("commit: ")), result.out());
        assertTrue(lines.stream().anyMatch(line -> line.matches("spec: \\d+\\.\\d+\\.\\d+.*")), result.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "start", "state", "kill", "delete", "run", "list", "spec"})
    void helpOfACommandNamesIt(String command, World world) {
        Result result = world.runtime().call(command, "--help").run().expectSuccess();
        assertTrue(result.out().contains(command), result.toString());
    }

    @Test
    void helpListsTheCommands(World world) {
        String help = world.runtime().call("--help").run().expectSuccess().out();
        for (String command : List.of("create", "start", "state", "kill", "delete", "run", "list", "spec")) {
            assertTrue(help.contains(command), help);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "start", "state", "kill", "delete", "run"})
    void missingIdIsAUsageError(String command, World world) {
        assertFalse(world.call(command).run().expectFailure().err().isBlank());
    }

    @ParameterizedTest
    @CsvSource({
        "nosuchcommand",
        "--no-such-flag",
        "state --no-such-flag x",
        "state a b",
        "list -f bogus",
        "--log-format bogus list",
        "start a b"
    })
    void wrongUsageFails(String line, World world) {
        Result result = world.runtime().call(line.split(" ", -1)).run();
        assertTrue(result.exit() != 0 && !(result.out() + result.err()).isBlank(), result.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--log=%s --log-format=json", "--log %s --log-format json", "--log %s --log-format=json --debug"
            })
    void globalFlagsComeInBothForms(String flags, World world) throws IOException {
        Path log = world.dir().resolve("log");
        List<String> args = new ArrayList<>(List.of(String.format(flags, log).split(" ", -1)));
        args.addAll(List.of("state", "nobody"));
        world.call(args.toArray(new String[0])).run().expectFailure();
        List<String> lines = Files.readAllLines(log);
        JsonNode last = Json.parse(lines.get(lines.size() - 1));
        assertEquals("error", last.path("level").asText());
        assertTrue(last.path("msg").asText().startsWith("container does not exist"), last.toString());
    }

    @Test
    void textLogHasLevelAndMessage(World world) throws IOException {
        Path log = world.dir().resolve("log");
        world.call("--log", log.toString(), "state", "nobody").run().expectFailure("container does not exist");
        String text = Files.readString(log);
        assertTrue(
                text.contains("level=error") && text.contains("container does not exist") && text.contains("time="),
                text);
    }

    @Test
    void logIsAppended(World world) throws IOException {
        Path log = world.dir().resolve("log");
        for (int i = 0; i < 2; i++) {
            world.call("--log", log.toString(), "--log-format", "json", "state", "nobody")
                    .run()
                    .expectFailure();
        }
        assertEquals(2, Files.readAllLines(log).size());
    }

    @Test
    void successLeavesTheLogEmpty(World world) throws IOException {
        Path log = world.dir().resolve("log");
        Container container = world.container(world.bundle().args("/bin/true"));
        container.beginning("run");
        world.call(
                        "--log",
                        log.toString(),
                        "--log-format",
                        "json",
                        "run",
                        "--bundle",
                        container.bundle().dir().toString(),
                        container.id())
                .run()
                .expectSilence();
        assertEquals("", Files.exists(log) ? Files.readString(log) : "");
    }

    @Test
    void listShowsAllContainers(World world) {
        Container first = world.container(world.bundle().guest("hold"));
        first.create().expectSuccess();
        Container second = world.running();
        List<String> table =
                world.call("list").run().expectSuccess().out().lines().toList();
        assertTrue(table.get(0).matches("ID +PID +STATUS +BUNDLE +CREATED +OWNER *"), table.get(0));
        assertTrue(
                table.get(1).startsWith(first.id() + " ")
                        && table.get(1).contains(" created ")
                        && table.get(1).contains(" " + first.bundle().dir() + " "),
                table.get(1));
        assertTrue(table.get(2).startsWith(second.id() + " ") && table.get(2).contains(" running "), table.get(2));
        assertEquals(
                first.id() + "\n" + second.id() + "\n",
                world.call("list", "-q").run().expectSuccess().out());
        JsonNode json = world.call("list", "--format", "json").run().json();
        assertEquals(2, json.size());
        assertEquals(second.stateJson().path("pid"), json.get(1).path("pid"));
        assertEquals("root", json.get(0).path("owner").asText());
        String text = world.call("list", "--format=json").run().out();
        assertTrue(text.startsWith("[{\"ociVersion\":") && text.endsWith("}]\n"), text);
        second.stop();
    }

    /** A name may hold what moves the cursor of a terminal, or a line's end. */
    @Test
    void listIsPrintable(World world) throws IOException {
        Bundle bundle = world.bundle().guest("hold");
        Container container = world.container(bundle);
        bundle.write();
        Path odd = world.dir().resolve("odd\n\033[31mname");
        Files.move(bundle.dir(), odd);
        world.own(world.call("create", "--bundle", odd.toString(), container.id())
                        .start())
                .awaitDetached()
                .expectSuccess();
        String table = world.call("list").run().expectSuccess().out();
        assertEquals(2, table.lines().count(), table);
        assertTrue(table.lines().allMatch(line -> line.chars().noneMatch(Character::isISOControl)), table);
        JsonNode json = world.call("list", "--format", "json").run().json();
        assertEquals(odd.toString(), json.get(0).path("bundle").asText());
        container.delete("--force").expectSuccess();
    }

    @Test
    void listOfAnEmptyRootIsEmpty(World world) throws IOException {
        Files.createDirectories(world.stateRoot());
        assertEquals(1, world.call("list").run().expectSuccess().out().lines().count());
        assertEquals("", world.call("list", "--quiet").run().expectSuccess().out());
        assertEquals(
                "null",
                world.call("list", "-f", "json").run().expectSuccess().out().strip());
    }

    @Test
    void stateKeysComeInRuncsOrder(World world) {
        Container container = world.container(world.bundle().guest("hold").json("/annotations", "{'a':'b'}"));
        container.create().expectSuccess();
        List<String> names = new ArrayList<>();
        container.stateJson().fieldNames().forEachRemaining(names::add);
        assertEquals(
                List.of("ociVersion", "id", "pid", "status", "bundle", "rootfs", "created", "annotations", "owner"),
                names);
    }

    @Test
    void pidFileIsDigitsOnly(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        Path file = world.dir().resolve("pid");
        container.create("--pid-file", file.toString()).expectSilence();
        assertEquals(String.valueOf(container.pid()), Files.readString(file)); // engines' rule R1: no newline
    }

    @Test
    void relativePidFileIsBelowTheCallersDirectory(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold")).by(call -> call.cwd(world.dir()));
        container.create("--pid-file", "relative.pid").expectSilence();
        assertEquals(
                String.valueOf(container.pid()), Files.readString(world.dir().resolve("relative.pid")));
    }

    @Test
    void directoryThatIsGoneHoldsNoFileAndNoBundle(World world) {
        String leave = "mkdir gone && cd gone && rmdir ../gone";
        Container container = world.container(world.bundle()).by(call -> call.prepare(leave));
        container.run().expectSuccess();
        container.run("--pid-file", "pid").expectFailure("no such file or directory");
        container.by(call -> call.prepare(leave)).run("--bundle", ".").expectFailure();
        Result spec = world.runtime()
                .call("spec")
                .prepare("cd " + world.dir() + "; " + leave)
                .run();
        spec.expectFailure();
        assertEquals(1, spec.err().strip().lines().count(), spec.toString());
    }

    @Test
    void pidFileReplacesAnOldOne(World world) throws IOException {
        Container container = world.container(world.bundle().guest("hold"));
        Path file = Files.writeString(world.dir().resolve("pid"), "an old and longer text");
        container.create("--pid-file", file.toString()).expectSilence();
        assertEquals(String.valueOf(container.pid()), Files.readString(file));
    }

    @Test
    void specMakesABundleThatRuns(World world) throws IOException {
        Bundle bundle = world.bundle();
        Path config = bundle.dir().resolve("config.json");
        world.runtime().call("spec", "--bundle", bundle.dir().toString()).run().expectSilence();
        JsonNode made = Json.parse(Files.readString(config));
        assertEquals(Json.parse("['sh']"), made.at("/process/args"));
        assertEquals("rootfs", made.at("/root/path").asText());
        String text = Files.readString(config)
                .replace("\"terminal\": true", "\"terminal\": false")
                .replaceAll("\"args\": \\[\\s*\"sh\"\\s*\\]", "\"args\": [\"/guest\"]");
        bundle.writeRaw(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Container container = world.container(bundle);
        Result result = world.call("run", "--bundle", bundle.dir().toString(), container.id())
                .run();
        assertEquals(1, new Report(result.json()).number("pid"));
    }

    @Test
    void specDoesNotOverwrite(World world) throws IOException {
        Bundle bundle = world.bundle().writeRaw("mine".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        world.runtime().call("spec", "-b", bundle.dir().toString()).run().expectFailure("config.json");
        assertEquals("mine", bundle.read("config.json"));
        Path log = world.dir().resolve("log");
        Result logged = world.call(
                        "--log",
                        log.toString(),
                        "--log-format",
                        "json",
                        "spec",
                        "-b",
                        bundle.dir().toString())
                .run();
        logged.expectFailure("config.json");
        assertFalse(logged.err().contains("level"), logged.err());
        JsonNode line = Json.parse(Files.readString(log));
        assertEquals("error", line.path("level").asText());
        assertTrue(line.path("msg").asText().contains("config.json"), line.toString());
    }

    /** As a shell's {@code <(command)} is one. */
    @Test
    void bundleToolReadsADescriptorThatAnArgumentNames(World world) throws IOException {
        Path tool = world.runtime().path().resolveSibling("jrunc-bundle");
        assumeTrue(Files.isExecutable(tool), "the runtime has no bundle tool beside it");
        Path file = Files.writeString(world.dir().resolve("file"), "hi\n");
        assertEquals(
                "sha256:98ea6e4f216f2fb4b69fff9b3a44842c38686ca685f3f55dc48c5d3fb1107be4\n",
                Host.run("sh", "-c", "exec 9<" + file + "; exec " + tool + " digest /dev/fd/9"));
    }

    @Test
    void flagThatIsNeitherTrueNorFalseIsRefused(World world) {
        world.call("--debug=perhaps", "list").run().expectFailure("perhaps");
        world.call("delete", "--force=perhaps", "x").run().expectFailure("perhaps");
    }

    @Test
    void logThatIsAFifoNobodyReadsDoesNotHang(World world) {
        Path fifo = world.dir().resolve("log");
        Host.run("mkfifo", fifo.toString());
        world.call("--log", fifo.toString(), "state", "x")
                .bounded()
                .run()
                .expectEnd()
                .expectFailure();
    }

    @Test
    void logThatIsAFullFifoDoesNotHang(World world) throws IOException {
        Path fifo = world.dir().resolve("log");
        Host.run("mkfifo", fifo.toString());
        try (RandomAccessFile reader = new RandomAccessFile(fifo.toFile(), "rw")) {
            Host.run("sh", "-c", "dd if=/dev/zero of=" + fifo + " bs=4096 count=512 oflag=nonblock 2>&1 || true");
            assertEquals(0, reader.read(), "something is in it");
            world.call("--log", fifo.toString(), "state", "x")
                    .bounded()
                    .run()
                    .expectEnd()
                    .expectFailure();
        }
    }
}
