package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.generate.IdMap;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.report.Report;
import dev.jrunc.bundle.unpack.Unpack;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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
            "of docker save. BUNDLE gets the directory rootfs and a config.json made from the",
            "image's config. It appears when all of it is there and every digest is right, or",
            "not at all.",
            "",
            "    skopeo copy docker://docker.io/library/busybox oci:images:busybox",
            "    bundle unpack --image images:busybox box && jrunc run -b box box1"
        },
        customSynopsis = "[command options] --image PATH[:TAG] BUNDLE")
final class UnpackCommand implements Callable<Integer> {
    private final String program;

    @Option(
            names = "--image",
            required = true,
            paramLabel = "PATH[:TAG]",
            description = "layout or archive, and the image in it (latest); @DIGEST for a tag")
    private String name = "";

    @Option(
            names = "--platform",
            paramLabel = "OS/ARCH",
            description = "which image of several, as in linux/arm64/v8 (this machine's)")
    private @Nullable String platform;

    @Option(names = "--rootless", description = "for a rootless container: owners are kept as notes only")
    private boolean rootless;

    @Option(
            names = "--uid-map",
            paramLabel = "C:H:N",
            description = "give files to mapped owners: N ids from C are those from H on the host")
    private List<String> uidMaps = List.of();

    @Option(names = "--gid-map", paramLabel = "C:H:N", description = "the same for groups")
    private List<String> gidMaps = List.of();

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "new directory")
    private String bundle = "";

    UnpackCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        Posix posix = Posix.load();
        try (ImageFile file = ImageFile.open(posix, name)) {
            Image image = file.image(platform == null ? null : Platform.parse(platform));
            unpack(posix, image);
        }
        return 0;
    }

    private void unpack(Posix posix, Image image) throws BundleException {
        List<IdMap> uids = Ids.maps("--uid-map", uidMaps);
        List<IdMap> gids = Ids.maps("--gid-map", gidMaps);
        if (rootless && !(uids.isEmpty() && gids.isEmpty())) {
            throw new BundleException("--rootless maps the caller's id only: leave out --uid-map and --gid-map");
        }
        if (uids.isEmpty() != gids.isEmpty()) {
            throw new BundleException("--uid-map and --gid-map belong together");
        }
        if (!uids.isEmpty() && !posix.isRoot()) {
            throw new BundleException("--uid-map: only root may give files away; use --rootless");
        }
        Report report = Report.toStderr(program);
        boolean unprivileged = rootless || !posix.isRoot();
        Owners owners = unprivileged ? Owners.ROOTLESS : new Owners(true, false, ranges(uids), ranges(gids));
        Unpack.Result result = new Unpack(posix, image, limits.limits(), owners, TerminalProgress.of(report))
                .bundle(bundle, initial(unprivileged, uids, gids));
        RootfsCommand.warn(program, result.devicesLeftOut());
        if (result.attributesLeftOut() > 0) {
            report.warning(result.attributesLeftOut() + " extended attribute(s) left out: "
                    + (unprivileged ? "not an ordinary user's to set" : "this file system does not keep them"));
        }
    }

    private ConfigOptions initial(boolean unprivileged, List<IdMap> uids, List<IdMap> gids) throws BundleException {
        try {
            ConfigOptions options = ConfigOptions.initial(program, unprivileged, HostFacts.read(unprivileged));
            return uids.isEmpty() ? options : options.withMaps(uids, gids);
        } catch (IOException e) {
            throw new BundleException("read /proc/self/status: " + Failures.words(e), e);
        }
    }

    private static List<Owners.Range> ranges(List<IdMap> maps) {
        List<Owners.Range> ranges = new ArrayList<>();
        for (IdMap map : maps) {
            ranges.add(new Owners.Range(map.container(), map.host(), map.size()));
        }
        return ranges;
    }
}
