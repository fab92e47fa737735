package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import dev.jrunc.bundle.rootfs.LeftOut;
import dev.jrunc.bundle.rootfs.Staging;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code rootfs}: a root filesystem without a bundle around it. */
@Command(
        name = "rootfs",
        description = {
            "make a root filesystem from a tar archive or a directory",
            "DIR appears when everything is in it and the digest is right, or not at all.",
            "Names in the archive cannot lead out of DIR. Without root privileges owners and",
            "device nodes are left out.",
            "",
            "    jrunc-bundle rootfs --digest sha256:6a0d… busybox.tar.gz tree"
        },
        customSynopsis = "[command options] SOURCE DIR")
final class RootfsCommand implements Callable<Integer> {
    private final String program;

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Parameters(
            index = "0",
            paramLabel = "SOURCE",
            description = "tar archive (plain, gzip or zstd), directory, or - for stdin")
    private String source = "";

    @Parameters(index = "1", paramLabel = "DIR", description = "new directory")
    private String directory = "";

    RootfsCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        warn(program, new Staging(Posix.load(), directory).rootfs(options.source(source)));
        return 0;
    }

    static void warn(String program, LeftOut leftOut) {
        if (leftOut.devices() > 0) {
            Report.toStderr(program)
                    .warning(leftOut.devices() + " device node(s) left out: making them needs root privileges");
        }
        if (leftOut.rest()) {
            Report.toStderr(program).warning("the archive goes on after its end marker: what is there is left out");
        }
    }
}
