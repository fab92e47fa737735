package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.lint.DocumentKind;
import dev.jrunc.bundle.lint.Lint;
import dev.jrunc.bundle.lint.Schema;
import dev.jrunc.bundle.report.BundleException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code schema}: for editors, and for programs that check documents by themselves. */
@Command(
        name = "schema",
        description = {
            "print the JSON schema of a configuration",
            "As a release of runtime-spec has it: 1.0.0, 1.0.1, 1.0.2, 1.1.0, 1.2.0, 1.2.1 or 1.3.0 (default).",
            "One file that refers to no other. \"validate\" finds more, and says where it is.",
            "",
            "    jrunc-bundle schema 1.1.0 > config-schema.json"
        },
        customSynopsis = "[command options] [VERSION]")
final class SchemaCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--kind",
            paramLabel = "kind",
            description = "config (default), process, resources; state and features, of 1.3.0 only")
    private String kind = "config";

    @Parameters(arity = "0..1", paramLabel = "VERSION", description = "the release")
    private @Nullable String version;

    @Override
    public Integer call() throws BundleException {
        DocumentKind document = Words.one("--kind", kind, DocumentKind.values());
        List<String> releases = Lint.releases();
        String latest = releases.get(releases.size() - 1);
        String release = version == null ? latest : version;
        if (!releases.contains(release)) {
            throw new BundleException(
                    "no release of runtime-spec is called \"" + release + "\": use " + String.join(", ", releases));
        }
        boolean fixed = document == DocumentKind.STATE || document == DocumentKind.FEATURES;
        if (fixed && !release.equals(latest)) {
            throw new BundleException("the schema of " + kind + " is there for " + latest + " only");
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(Schema.of(document, release).toPrettyString());
        out.flush();
        return 0;
    }
}
