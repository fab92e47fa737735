package dev.jrunc.bundle.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.jrunc.bundle.diff.Change;
import dev.jrunc.bundle.diff.ConfigDiff;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Documents;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code diff}: what changes in isolation between two configurations, in words. */
@Command(
        name = "diff",
        description = {
            "say what changes in the isolation of a container between two configurations",
            "Each line begins with weaker (the container may do more), stronger or other.",
            "Exit status: 0 no difference, 1 differences, 2 it could not be told.",
            "",
            "    jrunc-bundle diff box/config.json box2"
        },
        exitCodeOnExecutionException = 2,
        customSynopsis = "[command options] BEFORE AFTER")
final class DiffCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Parameters(index = "0", paramLabel = "BEFORE", description = "a bundle, a config.json, or - for stdin")
    private String before = "";

    @Parameters(index = "1", paramLabel = "AFTER", description = "another")
    private String after = "";

    @Override
    public Integer call() throws BundleException {
        if (before.equals("-") && after.equals("-")) {
            throw new BundleException("- and - are one standard input: give one of them as a file");
        }
        List<Change> changes = ConfigDiff.between(read(before), read(after));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            ArrayNode list = new ObjectMapper().createArrayNode();
            for (Change change : changes) {
                list.addObject()
                        .put("pointer", change.pointer())
                        .put("effect", change.effect().name().toLowerCase(Locale.ROOT))
                        .put("message", change.message());
            }
            out.println(list.toPrettyString());
        } else {
            for (Change change : changes) {
                out.println(change.text());
            }
        }
        out.flush();
        return changes.isEmpty() ? 0 : 1;
    }

    private static Config read(String what) throws BundleException {
        boolean stdin = what.equals("-");
        Path path = Path.of(what);
        Path file = !stdin && Files.isDirectory(path) ? path.resolve("config.json") : path;
        String name = stdin ? "stdin" : file.toString();
        try {
            return ConfigReader.read(Documents.read(stdin ? null : file), name, null);
        } catch (SpecException e) {
            throw new BundleException(String.valueOf(e.getMessage()), e);
        }
    }
}
