package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/spec-conformance.md, docs/spec-sentences.md and docs/security.md name tests that exist. */
final class SpecConformanceTest {
    private static final Path SCHEMAS = Path.of("../oci-spec/src/main/schema");
    private static final Set<String> OTHER_PLATFORMS =
            Set.of("/solaris", "/windows", "/vm", "/zos", "/freebsd", "/process/commandLine", "/process/user/username");
    private static final Pattern SECTION = Pattern.compile("## (\\S+\\.md\\S*) \\((\\d+)\\)");
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");

    private static List<String> rows(String document) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("../docs").resolve(document))) {
            if (line.startsWith("| ") && line.endsWith("|") && !line.contains("| test |")) {
                rows.add(line);
            }
        }
        return rows;
    }

    /** Text of every test, by the name of its class or file. */
    private static Map<String, String> tests() throws IOException {
        Map<String, String> tests = new TreeMap<>();
        for (String module : new String[] {"oci-spec", "runtime", "conformance"}) {
            try (Stream<Path> files = Files.walk(Path.of("..", module, "src/test"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    String name = file.getFileName().toString();
                    if (name.endsWith(".java") || name.endsWith(".c")) {
                        tests.put(name.replace(".java", ""), Files.readString(file));
                    }
                }
            }
        }
        return tests;
    }

    @Test
    void everyRowNamesTestsThatExist() throws IOException {
        check(rows("spec-conformance.md"), 2, 80);
    }

    /** Every property that the schema has for Linux is named in the table. */
    @Test
    void everyPropertyOfTheSchemaHasARow() throws IOException {
        Set<String> names = new TreeSet<>();
        properties("config-schema.json", "", "", names);
        assertTrue(names.size() > 150, names.size() + " properties");
        Set<String> words = new TreeSet<>(
                List.of(String.join(" ", rows("spec-conformance.md")).split("[^A-Za-z0-9]+")));
        names.remove("/linux"); // a table of its own
        names.removeIf(path -> words.contains(path.substring(path.lastIndexOf('/') + 1)));
        assertEquals(Set.of(), names);
    }

    private static void properties(String file, String at, String path, Set<String> names) throws IOException {
        JsonNode schema = Json.parse(Files.readString(SCHEMAS.resolve(file))).at(at);
        String reference = schema.path("$ref").asText("");
        if (!reference.isEmpty()) {
            String[] parts = reference.split("#", -1);
            properties(parts[0].isEmpty() ? file : parts[0], parts[1], path, names);
            return;
        }
        for (String list : List.of("anyOf", "allOf")) {
            for (int i = 0; i < schema.path(list).size(); i++) {
                properties(file, at + "/" + list + "/" + i, path, names);
            }
        }
        for (var each : schema.path("properties").properties()) {
            String inner = path + "/" + each.getKey();
            if (!OTHER_PLATFORMS.contains(inner)) {
                names.add(inner);
                properties(file, at + "/properties/" + each.getKey(), inner, names);
            }
        }
        for (String members : List.of("items", "additionalProperties")) {
            if (schema.path(members).isObject()) {
                properties(file, at + "/" + members, path, names);
            }
        }
    }

    /** The heading of a section counts its sentences; they are numbered, and each has a test or the reason for none. */
    @Test
    void everySentenceHasATestOrAReason() throws IOException {
        Map<String, String> tests = tests();
        List<String> wrong = new ArrayList<>();
        String section = "";
        int promised = 0;
        int found = 0;
        int all = 0;
        for (String line : Files.readAllLines(Path.of("../docs/spec-sentences.md"))) {
            Matcher heading = SECTION.matcher(line);
            if (heading.matches()) {
                if (found != promised) {
                    wrong.add(section + ": " + found);
                }
                section = heading.group(1);
                promised = Integer.parseInt(heading.group(2));
                found = 0;
            } else if (line.startsWith("| ") && !line.startsWith("| n |")) {
                String[] cells = line.split(" \\| |^\\| | \\|$", -1);
                found++;
                all++;
                if (!cells[1].equals(String.valueOf(found)) || cells[2].isBlank()) {
                    wrong.add(section + ": not number " + found + ": " + line);
                }
                missing(tests, cells[3], cells[3].startsWith("None: "), wrong);
            }
        }
        assertEquals(promised, found, section);
        assertEquals(List.of(), wrong);
        assertTrue(all > 200, all + " sentences");
    }

    @Test
    void everyWeaknessNamesTestsThatExist() throws IOException {
        List<String> rows = rows("security.md");
        rows.removeIf(row -> !row.contains("`")); // the table of who is trusted with what
        check(rows, 3, 40);
    }

    private static void check(List<String> rows, int column, int least) throws IOException {
        Map<String, String> tests = tests();
        List<String> wrong = new ArrayList<>();
        assertTrue(rows.size() > least, rows.size() + " rows");
        for (String row : rows) {
            missing(tests, row.split("\\|", -1)[column], false, wrong);
        }
        assertEquals(List.of(), wrong);
    }

    private static void missing(Map<String, String> tests, String cell, boolean reason, List<String> wrong) {
        Matcher name = NAME.matcher(cell);
        boolean any = reason;
        while (name.find()) {
            any = true;
            if (!exists(tests, name.group(1))) {
                wrong.add(name.group(1));
            }
        }
        if (!any) {
            wrong.add("no test: " + cell);
        }
    }

    private static boolean exists(Map<String, String> tests, String name) {
        String text = tests.get(name);
        if (text != null) {
            return true;
        }
        int dot = name.indexOf('.');
        text = dot < 0 ? null : tests.get(name.substring(0, dot));
        return text != null && text.contains("void " + name.substring(dot + 1) + "(");
    }
}
