package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.fs.TreeDiff;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.Staging;

/** Checks an image against its digests, and a root filesystem against the image. */
public final class Verify {
    private final Posix posix;
    private final Image image;
    private final UnpackLimits limits;
    private final Progress progress;

    /** @param limits of what a layer may unpack to, as when it is unpacked */
    public Verify(Posix posix, Image image, UnpackLimits limits, Progress progress) {
        this.posix = posix;
        this.image = image;
        this.limits = limits;
        this.progress = progress;
    }

    /** Reads every layer to its end; the documents were checked when the image was found. */
    public void layers() throws BundleException {
        try (LayerPipeline pipeline = new LayerPipeline(image.layers(), limits)) {
            for (int i = 0; i < image.layers().size(); i++) {
                progress.layer(
                        i + 1,
                        image.layers().size(),
                        image.layers().get(i).name(),
                        image.layers().get(i).content().size());
                byte[] buffer = new byte[Chunk.SIZE];
                pipeline.next(archive -> {
                    while (archive.read(buffer, 0, buffer.length) >= 0) {
                        progress.bytes(pipeline.bytesRead(), image.size());
                    }
                });
            }
        } finally {
            progress.end();
        }
    }

    /** Unpacks the image beside the directory, compares, and removes it again. */
    public void rootfs(String directory, Owners owners, TreeDiff diff) throws BundleException {
        rootfs(directory, owners, diff, false);
    }

    /** The same for a directory that was unpacked with {@code keepDirlinks}. */
    public void rootfs(String directory, Owners owners, TreeDiff diff, boolean keepDirlinks) throws BundleException {
        try (Fd actual = posix.openDirectory(Names.ofArgument(directory))) {
            Staging staging = new Staging(posix, directory);
            staging.scratch(staged -> {
                byte[] name = Names.ofArgument("rootfs");
                posix.mkdir(staged, name, 0700);
                try (RootFs root = new RootFs(posix, posix.openDirectoryAt(staged, name), owners, keepDirlinks)) {
                    new Unpack(posix, image, limits, owners, progress).layers(root, staging);
                    root.finish();
                }
                try (Fd wanted = posix.openDirectoryAt(staged, name)) {
                    diff.compare(wanted, actual);
                }
                return 0;
            });
        }
    }
}
