package dev.jrunc.conformance;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A call of the runtime in the making: arguments, directory, environment and descriptors as a caller would set them. */
public final class Invocation {
    private final List<String> command = new ArrayList<>();
    private final Map<String, String> env = new LinkedHashMap<>();
    private String shell = "";
    private int patience = Kernel.SAFETY_MILLIS;
    private Path cwd = Path.of("/");
    private ProcessBuilder.Redirect stdin = ProcessBuilder.Redirect.from(new File("/dev/null"));
    private ProcessBuilder.Redirect stdout = ProcessBuilder.Redirect.PIPE;
    private ProcessBuilder.Redirect stderr = ProcessBuilder.Redirect.PIPE;

    Invocation(List<String> command) {
        this.command.addAll(command);
    }

    public Invocation cwd(Path dir) {
        cwd = dir;
        return this;
    }

    public Invocation env(String name, String value) {
        env.put(name, value);
        return this;
    }

    public Invocation emptyEnv() {
        env.clear();
        return this;
    }

    public Invocation stdin(ProcessBuilder.Redirect from) {
        stdin = from;
        return this;
    }

    /** Both outputs go there instead of into the result. */
    public Invocation outputs(ProcessBuilder.Redirect to) {
        stdout = to;
        stderr = to;
        return this;
    }

    /**
     * Shell commands (redirections, umask, ulimit, traps) that prepare what the runtime inherits. A shell becomes the
     * runtime by exec.
     */
    public Invocation prepare(String commands) {
        shell += commands + "; ";
        return this;
    }

    /** This call, made by the program that {@code outer} calls: setpriv, setsid, taskset and the like. */
    public Invocation through(String... outer) {
        command.addAll(0, List.of(outer));
        return this;
    }

    /** A flag in front of the command; before {@link #through}. */
    public Invocation global(String flag) {
        command.add(1, flag);
        return this;
    }

    /** How many milliseconds to wait for what this call should bring about. */
    public Invocation patience(int millis) {
        patience = millis;
        return this;
    }

    /** Ends it after a while, for calls that weak runtimes hang in; see {@link Result#expectEnd}. */
    public Invocation bounded() {
        return through("timeout", "--kill-after=2", Integer.toString(Math.min(30, patience / 1000)));
    }

    public Running start() {
        List<String> argv = new ArrayList<>(command);
        if (!shell.isEmpty()) {
            argv.addAll(0, List.of("/bin/sh", "-c", shell + "exec \"$@\"", "sh"));
        }
        ProcessBuilder builder =
                new ProcessBuilder(argv).directory(cwd.toFile()).redirectInput(stdin);
        builder.environment().clear();
        builder.environment().putAll(env);
        int[] out = Kernel.pipe();
        int[] err = Kernel.pipe();
        builder.redirectOutput(target(stdout, out[1]));
        builder.redirectError(target(stderr, err[1]));
        try {
            return new Running(
                    command, builder.start(), new Output(out[0], patience), new Output(err[0], patience), patience);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Kernel.C.close(out[1]);
            Kernel.C.close(err[1]);
        }
    }

    /** Runs to the end, outputs included. */
    public Result run() {
        try (Running running = start()) {
            return running.await();
        }
    }

    /** Runs to the end of the runtime; a container that it leaves may hold the outputs. */
    public Result runDetached() {
        try (Running running = start()) {
            return running.awaitDetached();
        }
    }

    private static ProcessBuilder.Redirect target(ProcessBuilder.Redirect wanted, int pipe) {
        return wanted.type() == ProcessBuilder.Redirect.Type.PIPE
                ? ProcessBuilder.Redirect.to(
                        new File("/proc/self/fd/" + pipe)) // the JDK's own pipe ends with the process
                : wanted;
    }
}
