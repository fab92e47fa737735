package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/spec-conformance.md and docs/security.md name tests that exist, at least one in each row. */
final class SpecConformanceTest {
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
            Matcher name = NAME.matcher(row.split("\\|", -1)[column]);
            boolean any = false;
            while (name.find()) {
                any = true;
                if (!exists(tests, name.group(1))) {
                    wrong.add(name.group(1));
                }
            }
            if (!any) {
                wrong.add("no test: " + row);
            }
        }
        assertEquals(List.of(), wrong);
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
