package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The sessions of README and docs/, typed as they stand at the prompts of shells on terminals, and their output compared.
 *
 * <p>"…" in the output stands for anything in a line, a line of its own for any lines. A comment before a block says what is
 * different: {@code <!-- terminal 2 -->}, or {@code <!-- not typed here: WHY -->} for what a test can't do.
 */
@Conformance
final class SessionsIT {
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- ([^\n]*) -->\n)?```(sh|console)\n(.*?)```", Pattern.DOTALL);
    private static final List<String> PROMPTS = List.of("$ ", "/ # ");

    private record Block(String comment, String kind, List<String> lines) {}

    /** A shell on a terminal of its own. */
    private static final class Shell implements AutoCloseable {
        private final Terminal terminal = Terminal.open(Kernel.SAFETY_MILLIS);
        private final Process process;
        private int seen;

        Shell(Path runtime, Path dir, World world) throws IOException {
            File slave = new File(terminal.path());
            ProcessBuilder shell = new ProcessBuilder("setsid", "--ctty", "sh", "-i").directory(dir.toFile());
            shell.environment().clear();
            shell.environment()
                    .putAll(Map.of(
                            "PATH",
                            runtime.getParent() + ":/usr/sbin:/usr/bin:/sbin:/bin",
                            "PS1",
                            "$ ",
                            "TERM",
                            "dumb",
                            "HOME",
                            dir.toString(),
                            "TMPDIR",
                            world.dir().resolve("tmp").toString()));
            process = shell.redirectInput(slave)
                    .redirectOutput(slave)
                    .redirectError(slave)
                    .start();
            seen = terminal.output().awaitMatch(0, Pattern.compile("\\$ \\z")).length();
        }

        /** What is printed from the end of the typed line to the next prompt. */
        String type(String line, String prompt) {
            terminal.type(line + "\n");
            // busybox asks where the cursor is
            String text = terminal.output()
                    .awaitMatch(seen, Pattern.compile("\n" + Pattern.quote(prompt) + "(\u001b\\[6n)?\\z"));
            seen += text.length();
            String shown = text.replace("\r", "").replace("\u001b[6n", "");
            return shown.substring(shown.indexOf('\n') + 1, shown.length() - prompt.length());
        }

        @Override
        public void close() {
            process.destroyForcibly();
            terminal.close();
        }
    }

    static Stream<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.list(Path.of("../docs"))) {
            return Stream.concat(
                            Stream.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md"), Path.of("README.md")),
                            docs.sorted().toList().stream())
                    .filter(path -> path.toString().endsWith(".md"));
        }
    }

    static List<Path> withSessions() throws IOException {
        List<Path> documents = new ArrayList<>();
        for (Path document : documents().toList()) {
            if (blocks(document).stream().anyMatch(block -> block.kind.equals("console"))) {
                documents.add(document);
            }
        }
        assertTrue(documents.size() > 2, "documents with sessions: " + documents);
        return documents;
    }

    private static List<Block> blocks(Path document) throws IOException {
        List<Block> blocks = new ArrayList<>();
        Matcher block = BLOCK.matcher(Files.readString(document));
        while (block.find()) {
            String comment = block.group(1) == null ? "" : block.group(1);
            blocks.add(new Block(comment, block.group(2), block.group(3).lines().toList()));
        }
        return blocks;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyBlockIsTypedOrSaysWhyNot(Path document) throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Block block : blocks(document)) {
            boolean typed = block.kind.equals("console");
            if (typed == block.comment.startsWith("not typed here: ")) {
                wrong.add(block.toString());
            }
        }
        assertEquals(List.of(), wrong);
    }

    @ParameterizedTest
    @MethodSource("withSessions")
    void sessionsAreAsShown(Path document, World world) throws IOException {
        Path runtime = world.runtime().path();
        assumeTrue(Files.exists(runtime.resolveSibling("jrunc-bundle")), "the documents are not about this runtime");
        assumeTrue(Files.exists(Path.of("/bin/busybox")), "no busybox here");
        world.own(() -> Host.run("rm", "-rf", "/run/jrunc/@resident")); // stays for the next engine
        Map<String, Shell> shells = new HashMap<>();
        for (Block block : blocks(document)) {
            if (block.kind.equals("console")) {
                Shell shell = shells.get(block.comment);
                if (shell == null) {
                    shell = world.own(new Shell(runtime, world.dir(), world));
                    shells.put(block.comment, shell);
                }
                type(shell, block.lines);
            }
        }
    }

    private static void type(Shell shell, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String prompt = promptOf(lines.get(i));
            assertTrue(prompt != null, "a block begins with a prompt: " + lines);
            List<String> output = new ArrayList<>();
            int next = i + 1;
            for (; next < lines.size() && promptOf(lines.get(next)) == null; next++) {
                output.add(lines.get(next));
            }
            String line = lines.get(i).substring(prompt.length());
            String then = next < lines.size() ? promptOf(lines.get(next)) : after(line, prompt);
            String shown = shell.type(line, then);
            assertTrue(
                    pattern(output).matcher(shown).matches(),
                    () -> "shown for " + line + "\n" + String.join("\n", output) + "\nand it prints\n" + shown);
            i = next - 1;
        }
    }

    /** The prompt after the last line of a block: leaving a container leads back to the host's. */
    private static String after(String line, String prompt) {
        return line.equals("exit") ? "$ " : line.startsWith("jrunc run ") ? "/ # " : prompt;
    }

    private static String promptOf(String line) {
        return PROMPTS.stream().filter(line::startsWith).findFirst().orElse(null);
    }

    private static Pattern pattern(List<String> output) {
        StringBuilder pattern = new StringBuilder();
        for (String line : output) {
            if (line.equals("…")) {
                pattern.append("(?:.*\n)*?");
                continue;
            }
            for (String part : line.split("((?<=…)|(?=…))| +", -1)) {
                pattern.append(part.equals("…") ? "\\S*" : Pattern.quote(part)).append(" *");
            }
            pattern.append("\n");
        }
        return Pattern.compile(pattern.toString());
    }
}
