package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.generate.IdMap;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import dev.jrunc.bundle.unpack.Unpack;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;

/** The options of making a bundle from an image, which two commands share. */
final class ImageOptions {
    private static final List<String> UNPACKING = List.of(
            "--rootless", "--keep-dirlinks", "--uid-map", "--gid-map", "--max-size", "--max-entries", "--max-ratio");

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description = "which image of several, as in linux/arm64/v8 (this machine's)")
    private @Nullable String platform;

    @Option(
            names = "--keep-dirlinks",
            description = "a directory of a layer leaves a symbolic link to a directory where it is")
    private boolean keepDirlinks;

    @Mixin
    private final OwnerOptions owners = new OwnerOptions();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Nullable
    Platform platform() throws BundleException {
        return platform == null ? null : Platform.parse(platform);
    }

    /** For a command that may not unpack at all: nothing that is asked for is ignored. */
    static void refuseWithoutBundle(CommandSpec command) throws BundleException {
        for (OptionSpec option : command.commandLine().getParseResult().matchedOptions()) {
            if (UNPACKING.contains(option.longestName())) {
                throw new BundleException(option.longestName() + " is about a bundle: give --bundle as well");
            }
        }
    }

    void unpack(String program, Report report, String name, String bundle) throws BundleException {
        Posix posix = Posix.load();
        try (ImageFile file = ImageFile.open(posix, name, limits.limits().expansion())) {
            unpack(posix, program, report, file.image(platform()), bundle);
        }
    }

    private void unpack(Posix posix, String program, Report report, Image image, String bundle) throws BundleException {
        boolean unprivileged = owners.isRootless(posix);
        Unpack.Result result = new Unpack(
                        posix,
                        image,
                        limits.limits(),
                        owners.owners(posix),
                        TerminalProgress.of(report, "unpacking"),
                        keepDirlinks)
                .bundle(bundle, initial(program, unprivileged));
        if (result.devicesLeftOut() > 0) {
            report.warning(result.devicesLeftOut() + " device node(s) "
                    + (unprivileged ? "made empty files" : "left out") + ": making them needs root privileges");
        }
        if (result.attributesLeftOut() > 0) {
            report.warning(result.attributesLeftOut() + " extended attribute(s) left out: "
                    + (unprivileged
                            ? "not an ordinary user's to set"
                            : "this file system does not keep them, or not for files of this kind"));
        }
        for (String layer : result.layersWithRest()) {
            report.warning(layer + ": goes on after the end marker of its archive: what is there is left out");
        }
        if (!result.labelsLeftOut().isEmpty()) {
            report.warning("label(s) of the image that are no annotations now, for runtimes obey such: "
                    + String.join(", ", result.labelsLeftOut()));
        }
    }

    private ConfigOptions initial(String program, boolean unprivileged) throws BundleException {
        ConfigOptions options = ConfigOptions.initial(program, unprivileged, HostFacts.read(unprivileged));
        List<IdMap> uids = owners.uids();
        return uids.isEmpty() ? options : options.withMaps(uids, owners.gids());
    }
}
