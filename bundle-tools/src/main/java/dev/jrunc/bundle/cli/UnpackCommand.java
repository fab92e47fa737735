package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unpack}: from an image to a bundle. */
@Command(
        name = "unpack",
        description = {
            "make a bundle from an image",
            "The image is in an OCI image layout (a directory or a tar archive) or in an archive",
            "of docker save; an archive may be compressed with gzip or zstd, or come on standard",
            "input (-). BUNDLE gets the directory rootfs and a config.json made from the image's",
            "config. It appears when all of it is there and every digest is right, or not at all.",
            "",
            "    skopeo copy docker://docker.io/library/busybox oci:images:busybox",
            "    jrunc-bundle unpack --image images:busybox box && jrunc run -b box box1"
        },
        customSynopsis = "[command options] --image PATH[:TAG] BUNDLE")
final class UnpackCommand implements Callable<Integer> {
    private final String program;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "PATH[:TAG]",
            description = "layout, archive or -, and the image in it (latest); @DIGEST for a tag")
    private String name = "";

    @Mixin
    private final ImageOptions options = new ImageOptions();

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "new directory")
    private String bundle = "";

    UnpackCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        options.unpack(program, Report.toStderr(program), name, bundle);
        return 0;
    }
}
