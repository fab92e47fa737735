package dev.jrunc.bundle.rootfs;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestStream;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.fs.TreeCopy;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.tar.Budget;
import dev.jrunc.bundle.tar.Compression;
import dev.jrunc.bundle.tar.Limits;
import dev.jrunc.bundle.tar.TarUnpacker;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a root filesystem comes from: a directory, a tar archive, or {@code -} for an archive on standard input.
 *
 * @param digest what the archive, as it is given, must hash to; null when nobody says
 */
public record Source(String path, @Nullable Digest digest, Limits limits) {

    /**
     * Fills the root filesystem. The digest is known at the end only, so the caller keeps nothing when this fails.
     */
    LeftOut fill(Posix posix, RootFs root, BooleanSupplier cancelled) throws BundleException {
        try {
            boolean stdin = path.equals("-");
            if (!stdin && new File(path).isDirectory()) {
                return copy(posix, root, cancelled);
            }
            // A thread that reads from a channel can be interrupted: nobody may ever write to our standard input.
            try (FileInputStream file = stdin ? new FileInputStream(FileDescriptor.in) : new FileInputStream(path);
                    InputStream in = Channels.newInputStream(file.getChannel())) {
                return unpack(in, posix, root, cancelled);
            }
        } catch (IOException e) {
            throw new BundleException("read " + path + ": " + Failures.words(e), e);
        }
    }

    private LeftOut copy(Posix posix, RootFs root, BooleanSupplier cancelled) throws BundleException, IOException {
        if (digest != null) {
            throw new BundleException(path + " is a directory: a digest can be checked for an archive only");
        }
        Budget budget = new Budget(limits, cancelled);
        try (Fd directory = posix.openDirectory(Names.ofArgument(path))) {
            int leftOut = new TreeCopy(posix, root, size -> {
                        budget.entry(0);
                        budget.bytes(size);
                    })
                    .copy(directory);
            root.finish();
            return new LeftOut(leftOut, false);
        } catch (BundleException e) {
            throw new BundleException(path + ": " + e.getMessage(), e);
        }
    }

    private LeftOut unpack(InputStream in, Posix posix, RootFs root, BooleanSupplier cancelled)
            throws BundleException, IOException {
        TarUnpacker unpacker = new TarUnpacker(posix, root, limits, cancelled);
        if (digest == null) {
            return unpackFrom(in, unpacker);
        }
        DigestStream hashed = new DigestStream(in, digest.algorithm());
        BundleException failure = null;
        LeftOut leftOut = null;
        try {
            leftOut = unpackFrom(hashed, unpacker);
        } catch (BundleException e) {
            failure = e;
        }
        if (failure != null && cancelled.getAsBoolean()) {
            throw failure;
        }
        // A wrong digest explains a damaged archive, not the other way round.
        Digest actual = hashed.finish();
        if (!actual.equals(digest)) {
            throw new BundleException(path + ": wrong digest: expected " + digest + ", got " + actual);
        }
        if (leftOut == null) {
            throw failure;
        }
        return leftOut;
    }

    private LeftOut unpackFrom(InputStream in, TarUnpacker unpacker) throws BundleException {
        try {
            unpacker.unpack(Compression.unpacked(in));
            return new LeftOut(unpacker.leftOut(), unpacker.hasRest());
        } catch (BundleException e) {
            throw new BundleException(path + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BundleException(path + ": " + Failures.words(e), e);
        }
    }
}
