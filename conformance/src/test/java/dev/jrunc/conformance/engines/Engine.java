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

    /** Returns when the engine answers and has the image. */
    static Engine start(String name, String runtime) throws IOException {
        Path dir = Path.of("/run/engines", name);
        Files.createDirectories(dir);
        Process process = new ProcessBuilder(
                        "engines/world", name, dir.resolve("scratch").toString(), runtime)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Engine engine = new Engine(dir, process);
        String answer = engine.answers.readLine();
        if (!"ready".equals(answer)) {
            String rest = engine.answers.lines().reduce("", (all, line) -> all + line + "\n");
            throw new IllegalStateException(name + ": " + answer + "\n" + rest);
        }
        return engine;
    }

    /** Every call of the engine in a scenario has a deadline, so this ends. */
    Outcome run(Scenario scenario, String runtime) throws IOException {
        Path script = Files.writeString(dir.resolve("script"), scenario.script());
        Path output = dir.resolve("output");
        requests.write(runtime + " " + script + " " + output + "\n");
        requests.flush();
        String status = answers.readLine();
        if (status == null) {
            throw new IllegalStateException("the engine's world has ended");
        }
        return new Outcome(Integer.parseInt(status), Files.readString(output));
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
