package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.Source;
import dev.jrunc.bundle.tar.Limits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options about a root filesystem's source, which two commands share. */
final class SourceOptions {
    @Option(
            names = "--digest",
            paramLabel = "value",
            description = "what the archive must hash to: sha256:…, sha512:… or blake3:…")
    private @Nullable String digest;

    @Option(
            names = "--max-size",
            paramLabel = "bytes",
            description = "refuse a source of more bytes, unpacked (K, M, G, T; 64G)")
    private String maxSize = Long.toString(Limits.DEFAULT.bytes());

    @Option(names = "--max-entries", paramLabel = "n", description = "refuse a source of more files (10000000)")
    private long maxEntries = Limits.DEFAULT.entries();

    Source source(String path) throws BundleException {
        return new Source(path, digest == null ? null : Digest.parse(digest), new Limits(bytes(maxSize), maxEntries));
    }

    static long bytes(String text) throws BundleException {
        int shift = text.isEmpty() ? 0 : 10 * (1 + "KMGT".indexOf(text.charAt(text.length() - 1)));
        String digits = shift == 0 ? text : text.substring(0, text.length() - 1);
        try {
            long number = Long.parseLong(digits);
            if (number >= 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        } catch (NumberFormatException e) {
            // falls through to the words below
        }
        throw new BundleException("--max-size " + text + ": expected a number of bytes, as in 512M or 64G");
    }
}
