package dev.jrunc.resident;

import dev.jrunc.cli.FrontDoor;
import dev.jrunc.host.OtherBuildException;
import dev.jrunc.host.SocketHost;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/**
 * Answers one launcher after the other on the socket that is its stdin, until nobody has come for a while, somebody says
 * stop, or a launcher of another build shows that the installation has changed. Whatever goes wrong closes the
 * connection: the launcher then starts an engine of its own, so nothing depends on this one.
 */
public final class ResidentEngine {
    /** Commands made up while nobody waits: after so many the compiler has seen what there is to see. */
    private static final int EXERCISES = 120;

    private final ServerSocketChannel listener;
    private final String buildId;
    private final UserPrincipal owner;
    private final long started = System.nanoTime();
    private long requests;

    private ResidentEngine(ServerSocketChannel listener, String buildId) throws IOException {
        this.listener = listener;
        this.buildId = buildId;
        this.owner = Files.getOwner(Path.of("/proc/self"));
    }

    /**
     * Returns when the engine should end.
     *
     * @param idleSeconds how long to wait for a launcher, 0: for ever
     * @param exercise what to warm up with
     */
    public static void serve(int idleSeconds, String buildId, Exercise exercise) throws IOException {
        if (!(System.inheritedChannel() instanceof ServerSocketChannel listener)) {
            throw new IOException("stdin is no listening socket");
        }
        // The channel has a descriptor of its own; with two of them closing the channel would not end the listening.
        new FileInputStream(FileDescriptor.in).close();
        try (listener;
                Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            ResidentEngine engine = new ResidentEngine(listener, buildId);
            int exercises = 0;
            while (listener.isOpen()) {
                if (exercises < EXERCISES && selector.selectNow() == 0) {
                    exercise.once(exercises++);
                    continue;
                }
                if (selector.selectedKeys().isEmpty() && selector.select(idleSeconds * 1000L) == 0) {
                    return;
                }
                selector.selectedKeys().clear();
                SocketChannel channel = listener.accept();
                if (channel != null) {
                    engine.answer(channel);
                }
            }
        }
    }

    /** A command without effect, one of several. */
    public interface Exercise {
        void once(int number) throws IOException;
    }

    private void answer(SocketChannel channel) throws IOException {
        try (channel;
                Connection connection = new Connection(channel)) {
            if (!channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(owner)) {
                return;
            }
            SocketHost host = new SocketHost(connection.input(), connection.output(), buildId);
            requests++;
            if (!isForUs(host)) {
                new FrontDoor(host).run();
            }
        } catch (OtherBuildException e) {
            listener.close();
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // The launcher finds the connection closed; with an engine of its own it gets the error as well, or
            // succeeds.
        }
    }

    /** {@code resident stop} and {@code resident status}, the only requests that are about the engine itself. */
    private boolean isForUs(SocketHost host) throws IOException {
        PlanWriter plan = new PlanWriter();
        switch (FrontDoor.residentWord(host.request())) {
            case "stop" -> listener.close(); // before the answer, so that a start that follows finds nobody
            case "status" -> plan.op(PlanOp.OUTPUT).u(1).text(status());
            default -> {
                return false;
            }
        }
        host.finish(plan);
        return true;
    }

    private String status() throws IOException {
        Path pid = Path.of("/proc/self").toRealPath().getFileName();
        long heap = Runtime.getRuntime().totalMemory();
        return "pid " + pid + ", build " + buildId + ", up "
                + (System.nanoTime() - started) / 1_000_000_000L + " s, " + requests + " requests, heap " + heap / 1024
                + " KiB\n";
    }
}
