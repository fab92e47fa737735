package dev.jrunc.conformance;

import dev.jrunc.conformance.TestResults.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Makes of the results of one or more runtimes a TAP file each, and one page with a column for each. */
public final class ConformanceReport {
    private ConformanceReport() {}

    /**
     * Arguments: where the results go, the directory with one directory "01-NAME" of JUnit reports for each runtime, then
     * documents with tables of rules, those of the specification in files named spec-*. Exit status 1 when a test failed.
     */
    public static void main(String[] args) throws IOException {
        Path dir = Path.of(args[0]);
        List<Path> runtimes = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(args[1]), Files::isDirectory)) {
            entries.forEach(runtimes::add);
        }
        Collections.sort(runtimes);
        List<TestResults> columns = new ArrayList<>();
        for (Path runtime : runtimes) {
            columns.add(TestResults.read(runtime));
        }
        for (TestResults column : columns) {
            Files.writeString(dir.resolve(column.runtime() + ".tap"), tap(column));
        }
        ReportPage page = new ReportPage(columns);
        for (String document : Arrays.asList(args).subList(2, args.length)) {
            if (document.contains("/spec-")) {
                page.specification(Path.of(document));
            } else {
                page.document(Path.of(document));
            }
        }
        Files.writeString(dir.resolve("index.html"), page.end());
        for (TestResults column : columns) {
            System.out.println(column.runtime() + ": " + column.totals() + "; of the specification's "
                    + page.ofTheSpecification(column) + " passed");
        }
        System.out.println(dir.resolve("index.html"));
        System.exit(columns.stream().allMatch(column -> column.count(Outcome.FAILED) == 0) ? 0 : 1);
    }

    private static String tap(TestResults column) {
        StringBuilder tap =
                new StringBuilder("TAP version 13\n1.." + column.byName().size() + "\n");
        int number = 0;
        for (Map.Entry<String, TestResults.Result> entry : column.byName().entrySet()) {
            TestResults.Result result = entry.getValue();
            String line = result.message().replaceAll("\\s+", " ").strip();
            String name = ++number + " - " + entry.getKey().replace('#', ' ');
            switch (result.outcome()) {
                case PASSED -> tap.append("ok ").append(name).append('\n');
                case SKIPPED ->
                    tap.append("ok ")
                            .append(name)
                            .append(" # SKIP ")
                            .append(line)
                            .append('\n');
                case KNOWN ->
                    tap.append("not ok ")
                            .append(name)
                            .append(" # TODO ")
                            .append(line)
                            .append('\n');
                case FAILED ->
                    tap.append("not ok ")
                            .append(name)
                            .append("\n# ")
                            .append(line)
                            .append('\n');
            }
        }
        return tap.toString();
    }
}
