package dev.jrunc.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One page without anything from outside: rules of the documents, the tests of each, and what they came to. */
final class ReportPage {
    private static final Pattern TEST = Pattern.compile("`([A-Za-z]+IT)(?:\\.([A-Za-z0-9]+))?`");

    private final List<TestResults> columns;
    private final Set<String> tests = new TreeSet<>();
    private final Set<String> seen = new TreeSet<>();
    private final StringBuilder page = new StringBuilder();

    ReportPage(List<TestResults> columns) throws IOException {
        this.columns = List.copyOf(columns);
        for (TestResults column : columns) {
            column.byName().keySet().forEach(name -> tests.add(TestResults.method(name)));
        }
        page.append(
                        "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>OCI runtime conformance</title><style>\n")
                .append(style())
                .append("</style></head><body><h1>OCI runtime conformance</h1>\n");
        totals();
        page.append("<input type=checkbox id=odd> <label for=odd>only where something did not pass</label>\n<main>\n");
    }

    private static String style() throws IOException {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private void totals() {
        page.append("<table class=total><thead><tr><th>runtime");
        for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
            page.append("<th>").append(outcome.words());
        }
        page.append("</thead>\n");
        for (TestResults column : columns) {
            page.append("<tr><th>").append(escape(column.runtime()));
            for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
                long count = column.byName().values().stream()
                        .filter(result -> result.outcome() == outcome)
                        .count();
                page.append("<td class=").append(outcome.word()).append('>').append(count);
            }
            page.append('\n');
        }
        page.append(
                "</table>\n<p>Known to fail: what the runtime does is understood, and the test is right all the same; open it to see why."
                        + " Skipped: this host lacks what the test needs.</p>\n");
    }

    /** The tables of a document whose rows are "| rule | … `Class.method` … |", each below its heading. */
    void document(Path document) throws IOException {
        String heading = String.valueOf(document.getFileName());
        boolean open = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("## ")) {
                heading = line.substring("## ".length());
                open = endTable(open);
            }
            Set<String> found = line.startsWith("| ") ? named(line) : Set.of();
            if (!found.isEmpty()) {
                open = open || beginTable(heading);
                rule(line.substring(2, line.indexOf(" |", 2)), found);
            }
        }
        endTable(open);
    }

    /** The tests that no document names, and the end. */
    String end() {
        Set<String> others = new TreeSet<>(tests);
        others.removeAll(seen);
        if (!others.isEmpty()) {
            beginTable("Other tests");
            others.stream()
                    .map(name -> name.substring(0, name.indexOf('.')))
                    .distinct()
                    .forEach(type -> rule(
                            type,
                            new TreeSet<>(others.stream()
                                    .filter(name -> name.startsWith(type + "."))
                                    .toList())));
            endTable(true);
        }
        return page.append("</main></body></html>\n").toString();
    }

    private Set<String> named(String line) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = TEST.matcher(line);
        while (matcher.find()) {
            String type = matcher.group(1);
            String method = matcher.group(2);
            tests.stream()
                    .filter(name -> method == null ? name.startsWith(type + ".") : name.equals(type + "." + method))
                    .forEach(found::add);
        }
        seen.addAll(found);
        return found;
    }

    private boolean beginTable(String title) {
        page.append("<h2>").append(escape(title)).append("</h2><table><thead><tr><th>rule and tests");
        for (TestResults column : columns) {
            page.append("<th>").append(escape(column.runtime()));
        }
        page.append("</thead>\n");
        return true;
    }

    private boolean endTable(boolean open) {
        if (open) {
            page.append("</table>\n");
        }
        return false;
    }

    private void rule(String rule, Set<String> names) {
        boolean same = names.stream().allMatch(this::passed);
        page.append("<tbody")
                .append(same ? " class=same" : "")
                .append("><tr><th class=rule colspan=")
                .append(columns.size() + 1)
                .append('>')
                .append(escape(rule))
                .append('\n');
        for (String name : names) {
            page.append("<tr")
                    .append(passed(name) ? " class=same" : "")
                    .append("><td class=test>")
                    .append(escape(name));
            for (TestResults column : columns) {
                page.append("<td class=result>");
                cell(column.of(name));
            }
            page.append('\n');
        }
        page.append("</tbody>\n");
    }

    private boolean passed(String name) {
        return columns.stream()
                .flatMap(column -> column.of(name).stream())
                .allMatch(result -> result.outcome() == TestResults.Outcome.PASSED);
    }

    /** How many cases came to what; those that did not pass open to say why. */
    private void cell(List<TestResults.Result> cases) {
        for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
            List<TestResults.Result> these = new ArrayList<>(cases);
            these.removeIf(result -> result.outcome() != outcome);
            if (these.isEmpty()) {
                continue;
            }
            String words = cases.size() == 1 ? outcome.words() : these.size() + " " + outcome.words();
            if (outcome == TestResults.Outcome.PASSED) {
                page.append("<div class=passed>").append(words).append("</div>");
                continue;
            }
            page.append("<details class=")
                    .append(outcome.word())
                    .append("><summary>")
                    .append(words)
                    .append("</summary>");
            these.stream()
                    .map(TestResults.Result::message)
                    .distinct()
                    .forEach(message -> page.append("<p>").append(escape(message)));
            page.append("</details>");
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
