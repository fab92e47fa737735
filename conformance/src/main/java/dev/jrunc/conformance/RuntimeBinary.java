package dev.jrunc.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The runtime under test: a path, and nothing else is known of it. */
public record RuntimeBinary(Path path) {
    /** The one named by the environment variable RUNTIME. */
    public static RuntimeBinary fromEnvironment() {
        String name = System.getenv("RUNTIME");
        if (name == null || name.isEmpty()) {
            throw new IllegalStateException("RUNTIME names no runtime to test");
        }
        return new RuntimeBinary(Path.of(name).toAbsolutePath());
    }

    public boolean exists() {
        return Files.isExecutable(path);
    }

    /** The file's name, by which findings about a runtime are listed. */
    public String name() {
        return path.getFileName().toString();
    }

    /** A call with the arguments exactly as given, in a small environment like an engine's. */
    public Invocation call(String... args) {
        List<String> command = new ArrayList<>();
        command.add(path.toString());
        command.addAll(List.of(args));
        return new Invocation(command)
                .env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin")
                .env("HOME", "/root");
    }
}
