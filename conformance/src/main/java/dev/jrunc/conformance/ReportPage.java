package dev.jrunc.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
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

    private static final String SPECIFICATION = "https://github.com/opencontainers/runtime-spec/blob/main/";
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private final List<TestResults> columns;
    private final Set<String> tests = new TreeSet<>();
    private final Set<String> seen = new TreeSet<>();
    private final Set<String> specified = new TreeSet<>();
    private final StringBuilder contents = new StringBuilder();
    private final StringBuilder page = new StringBuilder();
    private int sections;

    ReportPage(List<TestResults> columns) {
        this.columns = List.copyOf(columns);
        for (TestResults column : columns) {
            column.byName().keySet().forEach(name -> tests.add(TestResults.method(name)));
        }
    }

    /** The tables of the specification's rules. */
    void specification(Path document) throws IOException {
        document(document);
        specified.addAll(seen);
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
                String[] cells = line.split(" ?\\| ?", 4);
                boolean numbered = cells[1].matches("\\d+");
                rule(numbered ? cells[1] + ". " + cells[2] : cells[1], found);
            }
        }
        endTable(open);
    }

    /** How many of the tests of the specification's rules passed: "12 of 13". */
    String ofTheSpecification(TestResults column) {
        List<TestResults.Result> results =
                specified.stream().flatMap(name -> column.of(name).stream()).toList();
        long passed = results.stream()
                .filter(result -> result.outcome() == TestResults.Outcome.PASSED)
                .count();
        return passed + " of " + results.size();
    }

    /** The tests that no document names, and the end. */
    String end() throws IOException {
        Set<String> others = new TreeSet<>(tests);
        others.removeAll(seen);
        if (!others.isEmpty()) {
            beginTable("Beyond the specification: what engines and callers of runc count on");
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
        return head().append(contents)
                + "</ul></nav>\n<input type=checkbox id=odd> <label for=odd>only where something did not pass</label>\n<main>\n"
                + page + "</main></body></html>\n";
    }

    private StringBuilder head() throws IOException {
        StringBuilder head = new StringBuilder("<!DOCTYPE html><html lang=en><head><meta charset=utf-8>")
                .append(
                        "<meta name=viewport content=\"width=device-width\"><title>OCI runtime conformance</title><style>\n")
                .append(style())
                .append("</style></head><body><h1>OCI runtime conformance</h1>\n<p>On Linux ")
                .append(escape(System.getProperty("os.version")))
                .append(Cgroups.isV2() ? ", cgroup v2" : ", cgroup v1")
                .append(", ")
                .append(LocalDate.now(ZoneId.systemDefault()))
                .append(".\n<table class=total><thead><tr><th scope=col>runtime");
        for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
            head.append("<th scope=col>").append(outcome.words());
        }
        head.append("<th scope=col>passed, of the specification's");
        for (TestResults.Trouble trouble : TestResults.Trouble.values()) {
            head.append("<th scope=col>").append(trouble.words());
        }
        head.append("</thead>\n");
        for (TestResults column : columns) {
            head.append("<tr><th scope=row>")
                    .append(escape(column.runtime()))
                    .append(" <small>")
                    .append(escape(column.about()))
                    .append("</small>");
            for (TestResults.Outcome outcome : TestResults.Outcome.values()) {
                head.append("<td class=").append(outcome.word()).append('>').append(column.count(outcome));
            }
            head.append("<td>").append(ofTheSpecification(column));
            for (TestResults.Trouble trouble : TestResults.Trouble.values()) {
                head.append("<td>").append(column.count(trouble));
            }
            head.append('\n');
        }
        return head.append(
                "</table>\n<p>Known to fail: what the runtime does is understood, and the test is right all the same; open it to see why."
                        + " Skipped: this host lacks what the test needs, or the test is of something that only one runtime has."
                        + " After each test it is looked for what that has left: processes, mounts, cgroups, files.</p>\n"
                        + "<nav aria-label=Contents><ul>\n");
    }

    private static String style() throws IOException {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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

    /** A heading such as "config.md#root (4)" is a place of the specification, and a link to it. */
    private boolean beginTable(String heading) {
        String title = heading.replaceFirst(" \\(\\d+\\)$", "");
        contents.append("<li><a href=\"#s")
                .append(++sections)
                .append("\">")
                .append(escape(title))
                .append("</a>\n");
        boolean place = title.matches("\\S+\\.md\\S*");
        String text = place ? "<a href=\"" + SPECIFICATION + title + "\">" + title + "</a>" : escape(title);
        page.append("<h2 id=s")
                .append(sections)
                .append('>')
                .append(text)
                .append("</h2><table><thead><tr><th scope=col>rule and tests");
        for (TestResults column : columns) {
            page.append("<th scope=col>").append(escape(column.runtime()));
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
                .append("><tr><th class=rule scope=rowgroup colspan=")
                .append(columns.size() + 1)
                .append('>')
                .append(CODE.matcher(escape(rule)).replaceAll("<code>$1</code>"))
                .append('\n');
        for (String name : names) {
            page.append("<tr")
                    .append(passed(name) ? " class=same" : "")
                    .append("><th class=test scope=row>")
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
