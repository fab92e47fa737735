package dev.jrunc.bundle;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs the tools in a process of their own, as the launcher does. */
public final class Tool {
    public record Result(int status, String out, String err) {}

    private Tool() {}

    public static Result run(String... args) throws IOException, InterruptedException {
        List<String> command = command();
        command.addAll(List.of(args));
        Path err = Files.createTempFile("jrunc-test", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            process.getOutputStream().close();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            process.getInputStream().transferTo(out);
            return new Result(process.waitFor(), out.toString(StandardCharsets.UTF_8), Files.readString(err));
        } finally {
            Files.delete(err);
        }
    }

    /** Starts it by a shell, with these words. */
    public static Process shell(String words) throws IOException {
        return shell("exec ", words);
    }

    /** The same with this in front of the program's name. */
    public static Process shell(String before, String words) throws IOException {
        String line = before + String.join(" ", command()) + " " + words;
        return new ProcessBuilder("sh", "-c", line).start();
    }

    public static List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djrunc.program=jrunc"));
        if (Runtime.version().feature() >= 24) {
            // The installed jar says so in its manifest.
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.jrunc.bundle.Main"));
        return command;
    }

    public static String find(String program) {
        for (String dir : List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin", "/usr/local/sbin", "/usr/local/bin")) {
            if (new File(dir, program).canExecute()) {
                return dir + "/" + program;
            }
        }
        return null;
    }
}
