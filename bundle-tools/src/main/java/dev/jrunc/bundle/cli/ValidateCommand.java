package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.lint.DocumentKind;
import dev.jrunc.bundle.lint.Finding;
import dev.jrunc.bundle.lint.Level;
import dev.jrunc.bundle.lint.Lint;
import dev.jrunc.bundle.lint.Place;
import dev.jrunc.bundle.lint.Reports;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Documents;
import dev.jrunc.spec.Features;
import dev.jrunc.spec.json.FeaturesReader;
import dev.jrunc.spec.json.SpecException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code validate} and {@code lint}: all that is wrong with a configuration, with line and clause. */
@Command(
        name = "validate",
        aliases = "lint",
        description = {
            "say everything that is wrong with a bundle, at once",
            "WHAT is a bundle (default: the current directory), a file, or - for standard input.",
            "Each line has place, level (MUST, SHOULD, MAY), JSON pointer, what is wrong, what to do,",
            "and the clause of the specification. Exit status: 0 good, 1 findings that count (--level),",
            "2 it could not be told.",
            "",
            "    jrunc-bundle validate --host box",
            "    runc features | jrunc-bundle validate --features - --level should box"
        },
        exitCodeOnExecutionException = 2,
        customSynopsis = "[command options] [WHAT]")
final class ValidateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--kind",
            paramLabel = "kind",
            description = "what the file is: config (default), process, resources, state or features")
    private String kind = "config";

    @Option(
            names = "--level",
            paramLabel = "level",
            description = "what counts as a failure: must (default), should or may")
    private String level = "must";

    @Option(
            names = {"--host", "--host-specific"},
            description = "compare with this machine as well: files, filesystems, controllers")
    private boolean host;

    @Option(
            names = "--oci-version",
            paramLabel = "X.Y.Z",
            description = "the version of the specification to check against (what the config says)")
    private @Nullable String version;

    @Option(
            names = "--features",
            paramLabel = "FILE",
            description = "compare with what a runtime says that it can do: the output of its command features, or -")
    private @Nullable String features;

    @ArgGroup
    private final Format format = new Format();

    /** For programs. */
    static final class Format {
        @Option(names = "--json", description = "print JSON")
        private boolean json;

        @Option(names = "--sarif", description = "print SARIF 2.1.0")
        private boolean sarif;
    }

    @Option(names = "--path", paramLabel = "WHAT", description = "the same as WHAT, for callers of oci-runtime-tool")
    private @Nullable String path;

    @Parameters(arity = "0..1", paramLabel = "WHAT", description = "a bundle, a file, or -")
    private @Nullable String word;

    @Override
    public Integer call() throws BundleException {
        if (word != null && path != null) {
            throw new BundleException("--path " + path + " and " + word + ": give one of them");
        }
        return check(word != null ? word : path != null ? path : ".");
    }

    private int check(String what) throws BundleException {
        DocumentKind document = Words.one("--kind", kind, DocumentKind.values());
        Level counts = Words.one("--level", level, Level.values());
        boolean stdin = what.equals("-");
        Path place = Path.of(stdin ? "." : what);
        boolean bundle = !stdin && Files.isDirectory(place);
        Path file = bundle ? place.resolve("config.json") : place;
        String source = stdin ? "stdin" : file.normalize().toString();
        if (version != null
                && (document != DocumentKind.CONFIG || !Lint.releases().contains(version))) {
            throw new BundleException("--oci-version " + version + ": expected a release for a config: "
                    + String.join(", ", Lint.releases()));
        }
        if (features != null && document != DocumentKind.CONFIG) {
            throw new BundleException("--features is about a config, not about " + kind);
        }
        if (features != null && features.equals("-") && stdin) {
            throw new BundleException("--features - and - are one standard input: give one of them as a file");
        }
        List<Finding> findings =
                Lint.check(Documents.read(stdin ? null : file), document, place(bundle ? place : null), version);
        print(source, findings);
        return findings.stream().anyMatch(finding -> finding.level().isAtLeast(counts)) ? 1 : 0;
    }

    private @Nullable Place place(@Nullable Path bundle) throws BundleException {
        return bundle == null && !host && features == null ? null : new Place(bundle, host, features());
    }

    private @Nullable Features features() throws BundleException {
        String name = features;
        if (name == null) {
            return null;
        }
        try {
            return FeaturesReader.read(
                    Documents.read(name.equals("-") ? null : Path.of(name)),
                    name.equals("-") ? "stdin" : name,
                    new ArrayList<>());
        } catch (SpecException e) {
            throw new BundleException("--features: " + e.getMessage(), e);
        }
    }

    private void print(String source, List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        if (format.json) {
            out.println(Reports.json(source, findings));
        } else if (format.sarif) {
            out.println(Reports.sarif(source, findings));
        } else {
            for (Finding finding : findings) {
                out.println(finding.text(source));
            }
            if (findings.isEmpty()) {
                out.println(source + ": no findings");
            }
        }
        out.flush();
    }
}
