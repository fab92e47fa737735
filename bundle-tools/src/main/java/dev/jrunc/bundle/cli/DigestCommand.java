package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.digest.DigestStream;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code digest}: what to give {@code --digest}. */
@Command(
        name = "digest",
        description = {
            "print the digest of files, as image-spec writes it",
            "One file: the digest alone. Several files: a line each, with the name.",
            "",
            "    jrunc-bundle digest -a blake3 busybox.tar.gz"
        },
        customSynopsis = "[command options] FILE...")
final class DigestCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = {"-a", "--algorithm"},
            paramLabel = "value",
            description = "sha256 (default), sha512 or blake3")
    private String algorithm = "sha256";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "a file, or - for standard input")
    private List<String> files = List.of();

    @Override
    public Integer call() throws BundleException {
        DigestAlgorithm chosen = DigestAlgorithm.named(algorithm);
        if (chosen == null) {
            throw new BundleException("unknown digest algorithm \"" + algorithm + "\": use sha256, sha512 or blake3");
        }
        PrintWriter out = spec.commandLine().getOut();
        for (String file : files) {
            String digest = of(file, chosen).toString();
            out.println(files.size() == 1 ? digest : digest + "  " + file);
        }
        out.flush();
        return 0;
    }

    private static Digest of(String file, DigestAlgorithm algorithm) throws BundleException {
        try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file));
                DigestStream stream = new DigestStream(in, algorithm)) {
            return stream.finish();
        } catch (IOException e) {
            throw new BundleException("read " + file + ": " + Failures.words(e), e);
        }
    }
}
