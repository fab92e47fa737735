package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.unpack.UnpackLimits;
import picocli.CommandLine.Option;

/** The bounds on an image, which several commands share. */
final class LimitOptions {
    @Option(
            names = "--max-size",
            paramLabel = "bytes",
            description = "refuse an image that unpacks to more (K, M, G, T; 64G)")
    private String maxSize = Long.toString(UnpackLimits.DEFAULT.bytes());

    @Option(
            names = "--max-entries",
            paramLabel = "n",
            description = "refuse an image of more files, over all layers (10000000)")
    private long maxEntries = UnpackLimits.DEFAULT.entries();

    @Option(
            names = "--max-ratio",
            paramLabel = "n",
            description = "refuse a layer that unpacks to more than n times its size (500)")
    private long maxRatio = UnpackLimits.DEFAULT.ratio();

    UnpackLimits limits() throws BundleException {
        if (maxRatio < 1 || maxEntries < 0) {
            throw new BundleException("--max-ratio and --max-entries take a positive number");
        }
        return new UnpackLimits(SourceOptions.bytes(maxSize), maxEntries, maxRatio);
    }
}
