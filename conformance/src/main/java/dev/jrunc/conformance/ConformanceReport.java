package dev.jrunc.conformance;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Makes of the results of one or more runtimes a TAP file each, and one page with a column for each. */
public final class ConformanceReport {
    private ConformanceReport() {}

    /** Arguments: the directory with one directory of JUnit reports for each runtime, then documents with tables of rules. */
    public static void main(String[] args) throws IOException {
        Path dir = Path.of(args[0]);
        List<TestResults> columns = new ArrayList<>();
        try (DirectoryStream<Path> runtimes = Files.newDirectoryStream(dir, Files::isDirectory)) {
            for (Path runtime : runtimes) {
                columns.add(TestResults.read(runtime));
            }
        }
        // jrunc, then runc, then crun
        columns.sort(
                Comparator.comparing((TestResults column) -> !column.runtime().equals("jrunc"))
                        .thenComparing(TestResults::runtime, Comparator.reverseOrder()));
        for (TestResults column : columns) {
            Files.writeString(dir.resolve(column.runtime() + ".tap"), tap(column));
        }
        ReportPage page = new ReportPage(columns);
        for (int i = 1; i < args.length; i++) {
            page.document(Path.of(args[i]));
        }
        Files.writeString(dir.resolve("index.html"), page.end());
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
