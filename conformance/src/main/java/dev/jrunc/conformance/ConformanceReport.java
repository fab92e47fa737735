package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of the results of one or more runtimes a TAP file each and one page: sentence of the specification, test, what
 * it came to.
 */
public final class ConformanceReport {
    private static final Pattern TEST = Pattern.compile("`([A-Za-z]+IT)(\\.[A-Za-z]+)?`");

    /** One table of the page: a rule, or the rest, and its tests. */
    private record Row(String rule, Set<String> tests) {}

    private final List<TestResults> columns;
    private final StringBuilder page = new StringBuilder();

    private ConformanceReport(List<TestResults> columns) {
        this.columns = columns;
    }

    /** Arguments: the directory with one directory of JUnit reports for each runtime, then documents with tables of rules. */
    public static void main(String[] args) throws IOException {
        Path dir = Path.of(args[0]);
        List<TestResults> columns = new ArrayList<>();
        try (DirectoryStream<Path> runtimes = Files.newDirectoryStream(dir, Files::isDirectory)) {
            for (Path runtime : runtimes) {
                columns.add(TestResults.read(runtime));
            }
        }
        columns.sort((a, b) -> b.runtime().compareTo(a.runtime()));
        for (TestResults column : columns) {
            Files.writeString(dir.resolve(column.runtime() + ".tap"), tap(column));
        }
        ConformanceReport report = new ConformanceReport(columns);
        Set<String> names = new TreeSet<>();
        columns.forEach(column -> names.addAll(column.byName().keySet()));
        report.head();
        Set<String> seen = new TreeSet<>();
        for (int i = 1; i < args.length; i++) {
            report.document(Path.of(args[i]), names, seen);
        }
        names.removeAll(seen);
        report.table("Other tests", List.of(new Row("", names)));
        Files.writeString(dir.resolve("index.html"), report.page.append("</body></html>\n"));
    }

    private static String tap(TestResults column) {
        StringBuilder tap =
                new StringBuilder("TAP version 13\n1.." + column.byName().size() + "\n");
        int number = 0;
        for (Map.Entry<String, TestResults.Result> entry : column.byName().entrySet()) {
            TestResults.Result result = entry.getValue();
            String line = result.message().replaceAll("\\s+", " ").strip();
            tap.append(result.outcome() == TestResults.Outcome.FAILED ? "not ok " : "ok ")
                    .append(++number)
                    .append(" - ")
                    .append(entry.getKey().replace('#', ' '));
            switch (result.outcome()) {
                case PASSED -> tap.append('\n');
                case SKIPPED -> tap.append(" # SKIP ").append(line).append('\n');
                case FAILED -> tap.append("\n# ").append(line).append('\n');
            }
        }
        return tap.toString();
    }

    private void head() {
        page.append(
                "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>OCI runtime conformance</title><style>"
                        + "body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}td,th{border:1px solid #ccc;"
                        + "padding:2px 8px;text-align:left;vertical-align:top}.passed{background:#dfd}.failed{background:#fcc}"
                        + ".skipped{background:#eee}</style></head><body><h1>OCI runtime conformance</h1><table><tr><th>runtime"
                        + "<th>passed<th>failed<th>skipped</tr>");
        for (TestResults column : columns) {
            page.append("<tr><td>").append(escape(column.runtime()));
            for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
                long count = column.byName().values().stream()
                        .filter(result -> result.outcome() == outcome)
                        .count();
                page.append("<td>").append(count);
            }
            page.append("</tr>");
        }
        page.append("</table>\n");
    }

    /** The tables of a document whose rows are "| rule | … `Class.method` … |". */
    private void document(Path document, Set<String> names, Set<String> seen) throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(document)) {
            if (!line.startsWith("| ")) {
                continue;
            }
            Set<String> tests = new TreeSet<>();
            Matcher matcher = TEST.matcher(line);
            while (matcher.find()) {
                String prefix = matcher.group(1) + (matcher.group(2) == null ? "." : matcher.group(2));
                names.stream().filter(name -> belongs(name, prefix)).forEach(tests::add);
            }
            if (!tests.isEmpty()) {
                rows.add(new Row(line.substring(2, line.indexOf(" |", 2)), tests));
                seen.addAll(tests);
            }
        }
        table(String.valueOf(document.getFileName()), rows);
    }

    private static boolean belongs(String name, String prefix) {
        return name.startsWith(prefix)
                && (prefix.endsWith(".")
                        || name.length() == prefix.length()
                        || !Character.isLetterOrDigit(name.charAt(prefix.length())));
    }

    private void table(String title, List<Row> rows) {
        page.append("<h2>").append(escape(title)).append("</h2><table><tr><th>rule<th>test");
        for (TestResults column : columns) {
            page.append("<th>").append(escape(column.runtime()));
        }
        page.append("</tr>\n");
        for (Row row : rows) {
            String rule = "<td rowspan=" + row.tests().size() + ">" + escape(row.rule());
            for (String test : row.tests()) {
                page.append("<tr>").append(rule).append("<td>").append(escape(test));
                rule = "";
                columns.forEach(column -> cell(column.byName().get(test)));
                page.append("</tr>\n");
            }
        }
        page.append("</table>\n");
    }

    private void cell(TestResults.@org.jspecify.annotations.Nullable Result result) {
        if (result == null) {
            page.append("<td>");
            return;
        }
        String word = result.outcome().word();
        page.append("<td class=").append(word);
        if (!result.message().isEmpty()) {
            page.append(" title=\"").append(escape(result.message())).append('"');
        }
        page.append('>').append(word);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
