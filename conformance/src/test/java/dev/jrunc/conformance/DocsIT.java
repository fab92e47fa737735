package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents name exists: files, make targets, commands and their options. */
@Conformance
final class DocsIT {
    private static final Path TOP = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(?:#[^)]*)?\\)");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern FENCE = Pattern.compile("```(?:sh|console)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern MAKE = Pattern.compile("(?:^|[;&(] *|sudo )make ((?:[a-z][a-z-]* ?)+)");
    private static final Pattern COMMAND = Pattern.compile(
            "(?:^|[;&|(/] *)(jrunc(?:-bundle)?)((?: -{1,2}[a-z-]+(?:[= ]\\S+)?)*) ([a-z]{2,})\\b([^#|;&]*)");
    private static final Pattern OPTION = Pattern.compile(" (--[a-z][a-z-]+)");
    private static final Set<String> FILE_ROOTS =
            Set.of("runtime", "oci-spec", "bundle-tools", "conformance", "docs", "demo", "scripts");

    private static List<Path> documents() throws IOException {
        try (Stream<Path> files = Files.walk(TOP.resolve("docs"))) {
            List<Path> documents = new ArrayList<>(
                    files.filter(file -> file.toString().endsWith(".md")).toList());
            try (Stream<Path> top = Files.list(TOP)) {
                top.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
            }
            assertTrue(documents.size() > 10, documents::toString);
            return documents;
        }
    }

    /** Lines of code in a text: in back quotes, and those of shell blocks. */
    private static List<String> code(String text) {
        List<String> lines = new ArrayList<>();
        Matcher fence = FENCE.matcher(text);
        while (fence.find()) {
            lines.addAll(fence.group(1).lines().toList());
        }
        Matcher code = CODE.matcher(text.replaceAll("(?s)```.*?```", ""));
        while (code.find()) {
            lines.add(code.group(1));
        }
        return lines;
    }

    @Test
    void linksAndPathsLeadSomewhere() throws IOException {
        List<String> wrong = new ArrayList<>();
        for (Path document : documents()) {
            String text = Files.readString(document);
            Matcher link = LINK.matcher(text);
            while (link.find()) {
                String target = link.group(1);
                if (!target.contains("://") && !Files.exists(document.resolveSibling(target))) {
                    wrong.add(TOP.relativize(document) + ": " + target);
                }
            }
            for (String code : code(text)) {
                String path = code.split("[ :]", 2)[0];
                boolean ours = path.indexOf('/') > 0 && FILE_ROOTS.contains(path.substring(0, path.indexOf('/')));
                boolean pattern =
                        path.contains("*") || path.contains("…") || path.contains("NAME") || path.contains("{");
                if (ours && !pattern && !path.contains("/target/") && !Files.exists(TOP.resolve(path))) {
                    wrong.add(TOP.relativize(document) + ": " + path);
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void targetsAreInTheMakefile() throws IOException {
        Set<String> targets = new TreeSet<>();
        Matcher rule = Pattern.compile("(?m)^([a-z][a-z-]*):").matcher(Files.readString(TOP.resolve("Makefile")));
        while (rule.find()) {
            targets.add(rule.group(1));
        }
        List<String> wrong = new ArrayList<>();
        for (Path document : documents()) {
            for (String code : code(Files.readString(document))) {
                Matcher make = MAKE.matcher(code);
                while (make.find()) {
                    String target = make.group(1).trim().split(" ", 2)[0];
                    if (!targets.contains(target)) {
                        wrong.add(TOP.relativize(document) + ": make " + target);
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void commandsAndOptionsExist(World world) throws Exception {
        Path runtime = world.runtime().path();
        assumeTrue(Files.exists(runtime.resolveSibling("jrunc-bundle")), "the documents are not about this runtime");
        Map<String, String> help = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path document : documents()) {
            for (String code : code(Files.readString(document))) {
                Matcher command = COMMAND.matcher(code);
                while (command.find()) {
                    Path program = runtime.resolveSibling(command.group(1));
                    String name = command.group(3);
                    String text = help(help, program, name);
                    seen++;
                    if (!text.contains(name)) {
                        wrong.add(TOP.relativize(document) + ": " + code);
                        continue;
                    }
                    Matcher option = OPTION.matcher(before(command.group(4)));
                    while (option.find()) {
                        if (!text.contains(option.group(1))) {
                            wrong.add(TOP.relativize(document) + ": " + command.group(1) + " " + name + " "
                                    + option.group(1));
                        }
                    }
                }
            }
        }
        assertTrue(seen > 15, seen + " commands");
        assertEquals(List.of(), wrong);
    }

    /** What stands behind "--" belongs to another program. */
    private static String before(String words) {
        int end = words.indexOf(" -- ");
        return end < 0 ? words : words.substring(0, end);
    }

    private static String help(Map<String, String> known, Path program, String command)
            throws IOException, InterruptedException {
        String key = program.getFileName() + " " + command;
        String text = known.get(key);
        if (text == null) {
            Process process = new ProcessBuilder(program.toString(), command, "--help")
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            text = process.waitFor() == 0 ? text : "";
            known.put(key, text);
        }
        return text;
    }
}
