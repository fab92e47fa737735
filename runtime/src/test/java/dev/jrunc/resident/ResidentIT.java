package dev.jrunc.resident;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.BuildId;
import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The resident engine is only ever a short cut: with it, and whatever becomes of it, a command does the same. */
final class ResidentIT {
    private static final String JRUNC = Path.of(System.getProperty("jrunc.tree", "../build"), "bin/jrunc")
            .toAbsolutePath()
            .toString();
    private static final long MOST_KIB = 45 * 1024;
    private static final int ASK = 3;
    private static final int FINAL = 4;

    @TempDir
    private Path root;

    /** What the launcher meets in the place of an engine. */
    enum Fate {
        DIES_BEFORE_THE_REQUEST,
        DIES_AFTER_THE_REQUEST,
        DIES_INSIDE_A_HEADER,
        DIES_INSIDE_A_QUESTION,
        DIES_BEFORE_THE_ANSWERS,
        DIES_AFTER_THE_ANSWERS,
        DIES_INSIDE_THE_PLAN,
        SPEAKS_ANOTHER_PROTOCOL,
        ASKS_WHAT_IS_NO_QUESTION,
        SAYS_NOTHING
    }

    @BeforeEach
    void onlyTheOwnerMayLookIntoTheRoot() throws Exception {
        Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void stop() throws Exception {
        run("resident", "stop");
    }

    @ParameterizedTest
    @EnumSource
    void aCommandSucceedsWhateverBecomesOfTheEngine(Fate fate) throws Exception {
        Path directory = Files.createDirectory(root.resolve("@resident"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        try (ServerSocketChannel server = ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(directory.resolve("socket")));
            Process command = start("list", "--format", "json");
            try (SocketChannel launcher = server.accept()) {
                meet(fate, launcher);
                if (fate == Fate.SAYS_NOTHING) {
                    command.waitFor(20, TimeUnit.SECONDS);
                }
            }
            assertEquals("[0] null\n", ended(command));
        }
        Files.delete(directory.resolve("socket"));
    }

    private static void meet(Fate fate, SocketChannel launcher) throws IOException {
        if (fate == Fate.DIES_BEFORE_THE_REQUEST || fate == Fate.SAYS_NOTHING) {
            return;
        }
        readFrame(launcher);
        byte[] question = new PlanWriter().op(PlanOp.STAT).s("/").u(0).toBytes();
        byte[] ask = frame(ASK, question);
        switch (fate) {
            case DIES_INSIDE_A_HEADER -> send(launcher, ask, 3);
            case DIES_INSIDE_A_QUESTION -> send(launcher, ask, ask.length - 4);
            case DIES_BEFORE_THE_ANSWERS -> send(launcher, ask, ask.length);
            case DIES_AFTER_THE_ANSWERS -> {
                send(launcher, ask, ask.length);
                readFrame(launcher);
            }
            case DIES_INSIDE_THE_PLAN -> {
                byte[] plan =
                        frame(FINAL, new PlanWriter().op(PlanOp.FAIL).s("never").toBytes());
                send(launcher, plan, plan.length - 1);
            }
            case SPEAKS_ANOTHER_PROTOCOL -> send(launcher, frame(77, question), question.length + 5);
            case ASKS_WHAT_IS_NO_QUESTION -> {
                byte[] deed = frame(
                        ASK, new PlanWriter().op(PlanOp.RMDIR).s("/nowhere").toBytes());
                send(launcher, deed, deed.length);
            }
            default -> {}
        }
    }

    @Test
    void withItACommandSaysTheSame() throws Exception {
        List<List<String>> commands = List.of(
                List.of("list"),
                List.of("--help"),
                List.of("state", "nobody"),
                List.of("kill", "nobody", "NOSUCH"),
                List.of("create", "--bundle", "/nonexistent", "c1"),
                List.of("lst"),
                List.of("exec", "nobody", "resident", "stop"),
                List.of("ps", "nobody", "resident", "status"),
                List.of("resident", "stop", "--help"),
                List.of("create", "--bundel", "x", "c1"));
        List<String> cold = outputs(commands);
        assertEquals("[0] ", run("resident", "start"));
        assertEquals(cold, outputs(commands));
        assertTrue(run("resident", "status").contains(", " + (commands.size() + 1) + " requests"));
    }

    @Test
    void thereIsOneAndItKeepsLittle() throws Exception {
        assertEquals("[0] ", run("resident", "start"));
        String second = run("resident", "start");
        assertTrue(second.startsWith("[1] ") && second.contains("is running already"), second);
        for (int i = 0; i < 50; i++) {
            run("state", "nobody");
        }
        Path process = Path.of("/proc", pid());
        // What the compiler took for the warm-up is given back within seconds.
        long end = System.nanoTime() + 20_000_000_000L;
        while (pss(process) > MOST_KIB) {
            assertTrue(System.nanoTime() < end, pss(process) + " KiB");
            Thread.sleep(200);
        }
        String status = Files.readString(process.resolve("status"));
        assertTrue(status.contains("CapEff:\t0000000000000000\n"), status);
        assertTrue(status.contains("NoNewPrivs:\t1\n"), status);
        assertEquals("[0] ", run("resident", "stop"));
        assertTrue(run("resident", "status").startsWith("[1] "));
        assertEquals("[0] ", run("resident", "start"));
    }

    /** As root of a container that has the host's pid namespace. */
    @Test
    void rootWithoutCapabilitiesDoesNotReachIt() throws Exception {
        assertEquals("[0] ", run("resident", "start"));
        String inside = "/proc/" + pid() + "/root/etc";
        ProcessBuilder builder = new ProcessBuilder("setpriv", "--bounding-set=-all", "--inh-caps=-all", "ls", inside);
        String result = ended(builder.redirectErrorStream(true).start());
        assertTrue(!result.startsWith("[0] ") && result.contains(inside), result);
    }

    @Test
    void itEndsWhenNobodyComes() throws Exception {
        assertEquals("[0] ", run("resident", "start", "--idle", "1"));
        awaitEnd(pid());
    }

    @Test
    void itEndsWhenAnotherBuildIsInstalled() throws Exception {
        assertEquals("[0] ", run("resident", "start"));
        String process = pid();
        byte[] request = new ByteSink(64).u32(1).string("another build").toBytes();
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(root.resolve("@resident/socket")))) {
            byte[] frame = frame(1, request);
            send(channel, frame, frame.length);
            assertEquals(-1, channel.read(ByteBuffer.allocate(1)));
        }
        awaitEnd(process);
    }

    @Test
    void aDirectoryThatOthersCanWriteToIsNotTrusted() throws Exception {
        assertEquals("[0] ", run("resident", "start"));
        Path directory = root.resolve("@resident");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));
        assertTrue(run("resident", "status").startsWith("[1] "));
        String another = run("resident", "start");
        assertTrue(another.startsWith("[1] ") && another.contains("that nobody else may enter"), another);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        assertTrue(BuildId.id().length() > 8 && run("resident", "status").contains(BuildId.id()));
    }

    private String pid() throws Exception {
        return run("resident", "status").replaceFirst("(?s)\\[0] pid (\\d+),.*", "$1");
    }

    /** Of a process by that number; other words say that it has ended already. */
    private static void awaitEnd(String pid) throws Exception {
        Optional<ProcessHandle> process =
                pid.matches("\\d+") ? ProcessHandle.of(Long.parseLong(pid)) : Optional.empty();
        if (process.isPresent()) {
            process.get().onExit().get(1, TimeUnit.MINUTES);
        }
    }

    private static long pss(Path process) throws IOException {
        for (String line : Files.readAllLines(process.resolve("smaps_rollup"))) {
            if (line.startsWith("Pss:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no Pss of " + process);
    }

    private List<String> outputs(List<List<String>> commands) throws Exception {
        List<String> outputs = new ArrayList<>();
        for (List<String> command : commands) {
            outputs.add(run(command.toArray(new String[0])).replaceAll("time=\"[^\"]*\" ", ""));
        }
        return outputs;
    }

    private String run(String... arguments) throws Exception {
        return ended(start(arguments));
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JRUNC, "--root", root.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        return builder.start();
    }

    private static String ended(Process process) throws Exception {
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        return "[" + process.exitValue() + "] " + output;
    }

    private static byte[] frame(int kind, byte[] payload) {
        return new ByteSink(payload.length + 5)
                .u32(payload.length + 1)
                .u8(kind)
                .raw(payload)
                .toBytes();
    }

    private static void send(SocketChannel channel, byte[] bytes, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static void readFrame(SocketChannel channel) throws IOException {
        ByteBuffer header = read(channel, 5);
        read(channel, Integer.reverseBytes(header.getInt(0)) - 1);
    }

    private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException();
            }
        }
        return buffer;
    }
}
