package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.TreeDiff;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import dev.jrunc.bundle.unpack.Verify;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: whether an image, or a root filesystem made of it, is still what it was. */
@Command(
        name = "verify",
        description = {
            "check an image, or a root filesystem against its image",
            "Every blob of the image is read and checked. With --rootfs the image is unpacked",
            "beside DIR, compared with it file by file (kind, mode, owner, time, content, links,",
            "attributes) and removed again: it takes the space of the image. Each difference is a",
            "line; exit status 1 when there is any.",
            "",
            "    jrunc-bundle verify --image images:busybox --rootfs box/rootfs"
        },
        customSynopsis = "[command options] --image PATH[:TAG] [--rootfs DIR]")
final class VerifyCommand implements Callable<Integer> {
    private static final int MOST_LINES = 1000;
    private static final List<String> ABOUT_TREES = List.of("--keep-dirlinks", "--rootless", "--uid-map", "--gid-map");

    private final String program;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "PATH[:TAG]",
            description = "layout, archive or -, and the image in it (latest); @DIGEST for a tag")
    private String name = "";

    @Option(names = "--rootfs", paramLabel = "DIR", description = "what to compare with the image")
    private @Nullable String rootfs;

    @Option(names = "--platform", paramLabel = "OS/ARCH", description = "which image of several (this machine's)")
    private @Nullable String platform;

    @Option(names = "--keep-dirlinks", description = "as it was given to unpack, as the next three")
    private boolean keepDirlinks;

    @Mixin
    private final OwnerOptions owners = new OwnerOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    VerifyCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        Posix posix = Posix.load();
        try (ImageFile file = ImageFile.open(posix, name, limits.limits().expansion())) {
            Image image = file.image(platform == null ? null : Platform.parse(platform));
            TerminalProgress progress = TerminalProgress.of(Report.toStderr(program), "checking");
            Verify verify = new Verify(posix, image, limits.limits(), progress);
            if (rootfs == null) {
                refuseWithoutTree();
                verify.layers();
                return 0;
            }
            TreeDiff diff = new TreeDiff(posix, MOST_LINES);
            verify.rootfs(rootfs, owners.owners(posix), diff, keepDirlinks);
            if (diff.count() > 0
                    && Files.exists(Path.of(rootfs, "config.json"))
                    && Files.exists(Path.of(rootfs, "rootfs"))) {
                Report.toStderr(program).warning(rootfs + " looks like a bundle: its root filesystem is rootfs in it");
            }
            return print(diff);
        }
    }

    /** Nothing that is asked for is ignored. */
    private void refuseWithoutTree() throws BundleException {
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (ABOUT_TREES.contains(option.longestName())) {
                throw new BundleException(option.longestName() + " is about a tree: give --rootfs as well");
            }
        }
    }

    private int print(TreeDiff diff) {
        PrintWriter out = spec.commandLine().getOut();
        for (String line : diff.differences()) {
            out.println(Report.plain(line));
        }
        if (diff.count() > diff.differences().size()) {
            out.println("and " + (diff.count() - diff.differences().size()) + " more");
        }
        out.flush();
        return diff.count() == 0 ? 0 : 1;
    }
}
