package dev.jrunc.conformance.engines;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A container engine that runs in namespaces of its own (conformance/engines/world) and takes scenarios. */
final class Engine implements AutoCloseable {
    private final Path dir;
    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter requests;

    private Engine(Path dir, Process process) {
        this.dir = dir;
        this.process = process;
        this.answers = process.inputReader();
        this.requests = process.outputWriter();
    }

    /** Scripts and outputs are in a directory of this name; it is not ready yet. */
    static Engine start(String name, String place, String runtime) throws IOException {
        Path dir = Path.of("/run/engines", name, place);
        Files.createDirectories(dir);
        // The same path for all, and in each world something else.
        String scratch = dir.resolveSibling("scratch").toString();
        Process process = new ProcessBuilder("engines/world", name, scratch, runtime)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Engine(dir, process);
    }

    /** Returns when the engine answers and has the image. */
    void awaitReady() throws IOException {
        String answer = answers.readLine();
        if (!"ready".equals(answer)) {
            String rest = answers.lines().reduce("", (all, line) -> all + line + "\n");
            throw new IllegalStateException("in " + dir + ": " + answer + "\n" + rest);
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Begins a scenario; {@link #outcome} says how it ended. */
    void begin(Scenario scenario, String runtime) throws IOException {
        Path script = Files.writeString(dir.resolve("script"), scenario.script());
        requests.write(runtime + " " + script + " " + dir.resolve("output") + "\n");
        requests.flush();
    }

    /** Every call of the engine in a scenario has a deadline, so this returns. */
    Outcome outcome() throws IOException {
        String status = answers.readLine();
        if (status == null) {
            throw new IllegalStateException("the engine's world in " + dir + " has ended");
        }
        return new Outcome(Integer.parseInt(status), Files.readString(dir.resolve("output")));
    }

    @Override
    public void close() throws IOException {
        requests.close();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
