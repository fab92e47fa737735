package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.generate.SpecFile;
import dev.jrunc.bundle.report.BundleException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code spec}, for help and for the calls that {@code Main} does not read by hand. */
@Command(
        name = "spec",
        description = {
            "create a new specification file",
            "Writes config.json for a bundle whose root filesystem is the directory rootfs beside it.",
            "It is a starting point: edit process.args and what else your program needs.",
            "",
            "With --rootless the file suits a runtime without root privileges: the caller becomes",
            "root of a user namespace, the host's network is kept."
        },
        customSynopsis = "[command options]")
final class SpecCommand implements Callable<Integer> {
    private final String program;

    @Option(
            names = {"-b", "--bundle"},
            paramLabel = "value",
            description = "path to the root of the bundle directory")
    private String bundle = "";

    @Option(names = "--rootless", description = "generate a configuration for a rootless container")
    private boolean rootless;

    SpecCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        SpecFile.write(bundle, rootless, program);
        return 0;
    }
}
