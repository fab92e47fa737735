package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.digest.DigestState;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
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
        FileChannel channel = FileChannel.open(
                version,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS);
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

    /** Whether the blob is there and whole: one that a crash or a disk has damaged is fetched again. */
    boolean has(Digest digest, long size) throws IOException {
        Path path = path(digest);
        return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.size(path) == size
                && hash(path, digest.algorithm()).equals(digest);
    }

    private static Digest hash(Path path, DigestAlgorithm algorithm) throws IOException {
        DigestState state = algorithm.start();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(path)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                state.update(buffer, 0, count);
            }
        }
        return state.finish();
    }

    void put(Digest digest, byte[] content) throws RegistryException {
        try {
            Files.createDirectories(path(digest).getParent());
            replace(path(digest), content);
        } catch (IOException e) {
            throw new RegistryException("write " + path(digest) + ": " + Failures.words(e), e);
        }
    }

    static void replace(Path path, byte[] content) throws IOException {
        Path temporary = path.resolveSibling("." + path.getFileName() + ".new");
        Files.deleteIfExists(temporary);
        Files.write(temporary, content, StandardOpenOption.CREATE_NEW);
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

    long unfinishedSize(Digest digest) {
        return unfinished(digest).toFile().length();
    }

    /** Forgets what there is of an unfinished blob. */
    void discard(Digest digest) throws IOException {
        Files.deleteIfExists(unfinished(digest));
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
                LinkOption.NOFOLLOW_LINKS,
                from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                // Another layer has failed, and this one is no longer wanted: the layout may be another process's by
                // now.
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted");
                }
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

    /**
     * Gives the blob its name, or removes it.
     *
     * @param resumed whether a part of it is of an earlier transfer, which may be what is wrong: then it is worth another
     */
    void finish(Digest digest, boolean resumed) throws IOException, RegistryException {
        Path part = unfinished(digest);
        Digest actual = hash(part, digest.algorithm());
        if (!actual.equals(digest)) {
            Files.delete(part);
            if (resumed) {
                throw new IOException("what was here of it and what came do not fit together");
            }
            throw new RegistryException("blob " + digest + ": wrong digest: what came hashes to " + actual);
        }
        Files.move(part, path(digest), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
