package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.ConfigText;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.Layer;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.Staging;
import dev.jrunc.bundle.tar.TarUnpacker;
import java.util.ArrayList;
import java.util.List;

/** Makes a bundle, or a root filesystem alone, out of an image. */
public final class Unpack {
    private final Posix posix;
    private final Image image;
    private final UnpackLimits limits;
    private final Owners owners;
    private final Progress progress;
    private final boolean keepDirlinks;
    private final List<String> layersWithRest = new ArrayList<>();

    /**
     * What came of it, and what had to be left out.
     *
     * @param entries members of all layers
     * @param labelsLeftOut names of those that runtimes take for commands
     * @param layersWithRest names of those whose archive goes on after its end marker, where nobody reads members
     */
    public record Result(
            long entries,
            int devicesLeftOut,
            long attributesLeftOut,
            List<String> labelsLeftOut,
            List<String> layersWithRest) {}

    /** For an ordinary image: a directory of a layer takes the place of a symbolic link of a lower one. */
    public Unpack(Posix posix, Image image, UnpackLimits limits, Owners owners, Progress progress) {
        this(posix, image, limits, owners, progress, false);
    }

    /**
     * For layers that were not made for one another.
     *
     * @param keepDirlinks whether a directory of a layer leaves a symbolic link to a directory where it is, so that what
     *     is in it goes where the link leads
     */
    public Unpack(
            Posix posix, Image image, UnpackLimits limits, Owners owners, Progress progress, boolean keepDirlinks) {
        this.keepDirlinks = keepDirlinks;
        this.posix = posix;
        this.image = image;
        this.limits = limits;
        this.owners = owners;
        this.progress = progress;
    }

    /**
     * Makes DIR/rootfs and DIR/config.json; all of it is there at the end, or nothing.
     *
     * @param initial what the image says nothing of
     */
    public Result bundle(String directory, ConfigOptions initial) throws BundleException {
        Staging staging = new Staging(posix, directory);
        return staging.publish(staged -> {
            byte[] name = Names.ofArgument("rootfs");
            posix.mkdir(staged, name, 0700);
            String config;
            Result result;
            try (RootFs root = new RootFs(posix, posix.openDirectoryAt(staged, name), owners, keepDirlinks)) {
                TarUnpacker unpacker = layers(root, staging);
                // While every directory can still be entered.
                ImageUser user = ImageUser.find(image.config().user(), root);
                config = ConfigText.of(ConfigConversion.of(image.config(), user, initial));
                root.finish();
                result = new Result(
                        unpacker.entries(),
                        unpacker.leftOut(),
                        root.attributesLeftOut(),
                        ConfigConversion.labelsLeftOut(image.config()),
                        List.copyOf(layersWithRest));
            }
            staging.finishBundle(staged, config, owners, owners.isMapped());
            return result;
        });
    }

    TarUnpacker layers(RootFs root, Staging staging) throws BundleException {
        List<Layer> layers = image.layers();
        long total = image.size();
        try (LayerPipeline pipeline = new LayerPipeline(layers, limits)) {
            TarUnpacker unpacker = new TarUnpacker(posix, root, limits.ofArchive(), () -> {
                progress.bytes(pipeline.bytesRead(), total);
                return staging.cancelled();
            });
            for (int i = 0; i < layers.size(); i++) {
                Layer layer = layers.get(i);
                progress.layer(
                        i + 1, layers.size(), layer.name(), layer.content().size());
                try {
                    pipeline.next(unpacker::layer);
                    if (unpacker.hasRest()) {
                        layersWithRest.add(layer.name());
                    }
                } catch (BundleException e) {
                    throw named(layer, e);
                }
            }
            return unpacker;
        } finally {
            progress.end();
        }
    }

    private static BundleException named(Layer layer, BundleException e) {
        String words = String.valueOf(e.getMessage());
        return words.startsWith(layer.name()) || words.equals("interrupted")
                ? e
                : new BundleException(layer.name() + ": " + words, e);
    }
}
