package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestState;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The layout being filled: a blob gets its name when its digest is right; what there is of it before is resumed. */
final class BlobStore implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final String VERSION = "{\"imageLayoutVersion\":\"1.0.0\"}";

    private final Path layout;
    private final FileChannel lock;

    /** @param waiting is told when another process has the layout */
    BlobStore(Path layout, Runnable waiting) throws BundleException {
        this.layout = layout;
        try {
            Files.createDirectories(layout.resolve("blobs"));
            this.lock = lock(layout.resolve("oci-layout"), waiting);
        } catch (IOException e) {
            throw new RegistryException("make " + layout + ": " + Failures.words(e), e);
        }
    }

    /** One at a time fills a layout: they would write into the same unfinished blobs, and into the index. */
    private static FileChannel lock(Path version, Runnable waiting) throws IOException {
        FileChannel channel =
                FileChannel.open(version, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() == null) {
                waiting.run();
                channel.lock();
            }
            if (channel.size() == 0) {
                channel.write(ByteBuffer.wrap(VERSION.getBytes(StandardCharsets.US_ASCII)));
            }
            return channel;
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw new IOException("this process is filling it already", e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // Nothing was written through it.
        }
    }

    Path layout() {
        return layout;
    }

    Path path(Digest digest) {
        return layout.resolve("blobs").resolve(digest.algorithm().specName()).resolve(digest.hex());
    }

    private Path unfinished(Digest digest) {
        Path path = path(digest);
        return path.resolveSibling("." + path.getFileName() + ".part");
    }

    boolean has(Digest digest, long size) throws IOException {
        Path path = path(digest);
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) == size;
    }

    void put(Digest digest, byte[] content) throws IOException {
        Files.createDirectories(path(digest).getParent());
        replace(path(digest), content);
    }

    static void replace(Path path, byte[] content) throws IOException {
        Path temporary = path.resolveSibling("." + path.getFileName() + ".new");
        Files.write(temporary, content);
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Where a transfer goes on: how much there is already. */
    long resumeAt(Digest digest, long size) throws IOException {
        Path part = unfinished(digest);
        Files.createDirectories(part.getParent());
        if (!Files.isRegularFile(part, LinkOption.NOFOLLOW_LINKS)) {
            Files.deleteIfExists(part);
            return 0;
        }
        long there = Files.size(part);
        if (there >= size) {
            Files.delete(part);
            return 0;
        }
        return there;
    }

    /** Hears how much has come. */
    interface Counter {
        void add(long bytes);
    }

    /** Appends what comes, never more than the descriptor says; what has come stays when the connection breaks. */
    void append(Digest digest, long from, long size, InputStream in, Counter counter)
            throws IOException, RegistryException {
        byte[] buffer = new byte[BUFFER];
        long total = from;
        try (OutputStream out = Files.newOutputStream(
                unfinished(digest),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                total += count;
                if (total > size) {
                    Files.delete(unfinished(digest));
                    throw new RegistryException(
                            "blob " + digest + ": wrong size: more than the " + size + " bytes of its descriptor");
                }
                out.write(buffer, 0, count);
                counter.add(count);
            }
        }
        if (total < size) {
            throw new IOException("the connection ended after " + total + " of " + size + " bytes");
        }
    }

    /** Gives the blob its name, or removes it. */
    void finish(Digest digest) throws IOException, RegistryException {
        Path part = unfinished(digest);
        DigestState state = digest.algorithm().start();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(part)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                state.update(buffer, 0, count);
            }
        }
        Digest actual = state.finish();
        if (!actual.equals(digest)) {
            Files.delete(part);
            throw new RegistryException("blob " + digest + ": wrong digest: what came hashes to " + actual);
        }
        Files.move(part, path(digest), StandardCopyOption.ATOMIC_MOVE);
    }
}
