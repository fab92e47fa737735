package dev.jrunc.bundle.image;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import dev.jrunc.bundle.tar.Compression;
import dev.jrunc.bundle.tar.CountedStream;
import dev.jrunc.bundle.tar.Expansion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Makes an archive that cannot be read in place, for it is compressed or comes through a pipe, into a file that can. The
 * file has no name, so that nothing is left of it however this ends.
 */
final class Spool {
    private static final int BUFFER = 1 << 17;

    private Spool() {}

    static FileChannel of(String name, InputStream in, Expansion limits) throws BundleException, IOException {
        FileChannel file = unnamed();
        try {
            copy(name, in, file, limits);
        } catch (IOException | BundleException | RuntimeException e) {
            file.close();
            throw e;
        }
        return file;
    }

    private static void copy(String name, InputStream raw, FileChannel file, Expansion limits)
            throws BundleException, IOException {
        AtomicLong read = new AtomicLong();
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        try (InputStream archive = Compression.unpacked(new CountedStream(raw, read))) {
            for (int count = archive.read(buffer); count >= 0; count = archive.read(buffer)) {
                total += count;
                limits.checkSize(name + ": unpacks", total);
                limits.checkRatio(name, total, read.get());
                write(file, ByteBuffer.wrap(buffer, 0, count));
            }
        }
    }

    private static void write(FileChannel file, ByteBuffer data) throws BundleException {
        try {
            while (data.hasRemaining()) {
                file.write(data);
            }
        } catch (IOException e) {
            throw new ImageException("write to " + directory() + ": " + Failures.words(e) + " (TMPDIR)", e);
        }
    }

    /** Not /tmp, which is memory on many machines. */
    private static Path directory() {
        String named = System.getenv("TMPDIR");
        return Path.of(named == null || named.isEmpty() ? "/var/tmp" : named);
    }

    private static FileChannel unnamed() throws BundleException {
        String name = "jrunc-image-" + Long.toString(new SecureRandom().nextLong() >>> 1, 36);
        FileAttribute<Set<PosixFilePermission>> mode =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try {
            // The JDK unlinks what is to be deleted on close right after it is open.
            return FileChannel.open(
                    directory().resolve(name),
                    Set.of(
                            StandardOpenOption.CREATE_NEW,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.DELETE_ON_CLOSE),
                    mode);
        } catch (IOException e) {
            throw new ImageException("make a file in " + directory() + ": " + Failures.words(e) + " (TMPDIR)", e);
        }
    }
}
