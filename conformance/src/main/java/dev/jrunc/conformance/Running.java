package dev.jrunc.conformance;

import java.util.ArrayList;
import java.util.List;

/** A call of the runtime that has not been waited for. */
public final class Running implements AutoCloseable {
    private final List<String> command;
    private final Process process;
    private final Output out;
    private final Output err;
    private final int patience;
    private boolean closed;

    Running(List<String> command, Process process, Output out, Output err, int patience) {
        this.command = List.copyOf(command);
        this.process = process;
        this.out = out;
        this.err = err;
        this.patience = patience;
    }

    public long pid() {
        return process.pid();
    }

    public Output out() {
        return out;
    }

    public Output err() {
        return err;
    }

    /** Where to write what the runtime reads; only when the call was made with a pipe as standard input. */
    public Process process() {
        return process;
    }

    /** Waits for the runtime's end and that of both outputs: a success shows that nothing holds them any more. */
    public Result await() {
        int exit = awaitExit();
        return new Result(command, exit, out.awaitEnd(), err.awaitEnd());
    }

    /** Waits for the runtime's end only; a container that it left behind may hold the outputs. */
    public Result awaitDetached() {
        int exit = awaitExit();
        return exit != 0
                ? new Result(command, exit, out.awaitEnd(), err.awaitEnd())
                : new Result(command, exit, out.text(), err.text());
    }

    /** Closes the outputs, and ends the runtime if it is still there. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (process.isAlive()) {
            process.destroyForcibly();
            Kernel.awaitEnd(process.pid(), Kernel.SAFETY_MILLIS);
        }
        out.close();
        err.close();
    }

    private int awaitExit() {
        int pidfd = Kernel.pidfd(process.pid());
        long end = System.nanoTime() + patience * 1_000_000L;
        while (process.isAlive() && pidfd >= 0) {
            List<Integer> fds = new ArrayList<>(List.of(pidfd));
            if (!out.ended()) {
                fds.add(out.fd());
            }
            if (!err.ended()) {
                fds.add(err.fd());
            }
            boolean ended = Kernel.poll(fds, 1000)[0];
            out.text(); // so that a full pipe never blocks the runtime
            err.text();
            if (ended) {
                break;
            }
            if (System.nanoTime() > end) {
                process.destroyForcibly();
                throw new AssertionError("no end of " + command + "\nout: " + out.text() + "\nerr: " + err.text());
            }
        }
        if (pidfd >= 0) {
            Kernel.C.close(pidfd);
        }
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
