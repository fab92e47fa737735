package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.image.Descriptor;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Layer;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Fetches one image into a layout. What is there already is not fetched again; what broke off goes on. */
public final class Pull {
    /** Registries allow a few connections each; more gain nothing. */
    private static final int CONNECTIONS = 3;

    private static final int ATTEMPTS = 5;
    /** Who gets so much further between two failures is not failing. */
    private static final long PROGRESS = 1 << 20;

    private static final int LONGEST = 4 << 20;
    private static final String ACCEPT = String.join(
            ", ",
            "application/vnd.oci.image.index.v1+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.docker.distribution.manifest.v2+json");
    private static final String SCHEMA_1 = "application/vnd.docker.distribution.manifest.v1+";

    private final RemoteName name;
    private final Registry registry;
    private final Path layout;
    private final Listener listener;
    private final AtomicLong received = new AtomicLong();

    /** Hears how far the work is. */
    public interface Listener {
        /** The image has so many layers, of so many bytes together. */
        void layers(int count, long size);

        /** So many bytes of these are there. */
        void bytes(long received, long total);

        /** A transfer has failed, and is tried again. */
        void retrying(String what, String why);

        /** Another process is filling the layout. */
        void waiting(String layout);
    }

    /** Hears nothing. */
    public static final class Silent implements Listener {
        @Override
        public void layers(int count, long size) {}

        @Override
        public void bytes(long received, long total) {}

        @Override
        public void retrying(String what, String why) {}

        @Override
        public void waiting(String layout) {}
    }

    /**
     * Nothing is asked yet.
     *
     * @param layout directory, made when it is missing
     * @throws BundleException when a file that {@code access} names cannot be read
     */
    public Pull(RemoteName name, Access access, Path layout, Listener listener) throws BundleException {
        this.name = name;
        this.registry = new Registry(name, access, listener::retrying);
        this.layout = layout;
        this.listener = listener;
    }

    /** Names the image in the layout when all of it is there; returns the digest of its manifest. */
    public Digest image(@Nullable Platform platform, String tag) throws BundleException {
        // Before there is a layout: a name that is no image's leaves none.
        Top top = top();
        try (BlobStore store = new BlobStore(layout, () -> listener.waiting(layout.toString()))) {
            store.put(top.descriptor.digest(), top.bytes);
            Image image;
            try (RemoteLayout remote = new RemoteLayout(name, registry, store, LayoutIndex.of(top.descriptor))) {
                image = ImageFile.resolve(remote, platform);
            }
            Descriptor manifest = image.manifest();
            if (manifest == null) {
                throw new RegistryException(name + ": no manifest");
            }
            layers(store, image);
            try {
                LayoutIndex.add(layout, manifest, tag);
            } catch (IOException e) {
                throw new RegistryException("write " + layout + "/index.json: " + Failures.words(e), e);
            }
            return manifest.digest();
        }
    }

    /** What the name leads to: the manifest of an image, or an index. */
    private static final class Top {
        final Descriptor descriptor;
        final byte[] bytes;

        Top(Descriptor descriptor, byte[] bytes) {
            this.descriptor = descriptor;
            this.bytes = bytes;
        }
    }

    private Top top() throws BundleException {
        try {
            Registry.Response response = registry.get("manifests/" + name.reference(), ACCEPT, 0);
            byte[] bytes;
            try (InputStream body = response.body()) {
                bytes = body.readNBytes(LONGEST + 1);
            }
            if (bytes.length < Math.min(response.length(), LONGEST)) {
                throw new IOException(
                        "the connection ended after " + bytes.length + " of " + response.length() + " bytes");
            }
            if (bytes.length > LONGEST) {
                throw new RegistryException(name + ": the manifest is longer than " + LONGEST + " bytes");
            }
            return new Top(descriptor(response.contentType(), digest(bytes, response.digest()), bytes.length), bytes);
        } catch (IOException e) {
            throw new RegistryException(name + ": " + Failures.words(e), e);
        }
    }

    /** @param said the digest that the registry says, empty when it does not */
    private Digest digest(byte[] bytes, String said) throws BundleException {
        Digest wanted = name.byDigest() ? Digest.parse(name.reference()) : null;
        Digest actual = Digest.of(bytes, wanted == null ? DigestAlgorithm.SHA256 : wanted.algorithm());
        if (wanted != null && !actual.equals(wanted)) {
            throw new RegistryException(name + ": wrong digest: the manifest hashes to " + actual);
        }
        // A tag says nothing of what it should lead to; whatever stands between us and the registry may have damaged
        // it.
        if (said.startsWith(actual.algorithm().specName() + ":") && !said.equals(actual.toString())) {
            throw new RegistryException(
                    name + ": wrong digest: the manifest hashes to " + actual + ", the registry says " + said);
        }
        return actual;
    }

    private Descriptor descriptor(String type, Digest digest, long size) throws RegistryException {
        Descriptor descriptor = Descriptor.of(type, digest, size);
        if (!descriptor.isDocument()) {
            throw new RegistryException(name + ": the registry's answer is "
                    + (type.isEmpty() ? "of a type that it does not say (Content-Type)" : "\"" + type + "\"")
                    + ", no manifest and no index"
                    + (type.startsWith(SCHEMA_1) ? "; of Docker's schema 1, which ended in 2017: push it again" : ""));
        }
        return descriptor;
    }

    private void layers(BlobStore store, Image image) throws BundleException {
        long total = image.size();
        listener.layers(image.layers().size(), total);
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS, work -> {
            Thread thread = new Thread(work, "pull");
            thread.setDaemon(true);
            return thread;
        });
        try {
            List<Future<?>> all = new ArrayList<>();
            Map<Digest, Long> begun = new HashMap<>();
            for (Layer layer : image.layers()) {
                long size = layer.content().size();
                Long before = layer.digest() == null ? null : begun.putIfAbsent(layer.digest(), size);
                if (before != null && before != size) {
                    throw new RegistryException(
                            name + ": blob " + layer.digest() + " is of " + before + " and of " + size + " bytes");
                }
                if (before != null) { // an image may have one layer several times
                    listener.bytes(received.addAndGet(size), total);
                    continue;
                }
                all.add(threads.submit(() -> {
                    fetch(store, layer, total);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            throw new RegistryException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof BundleException b ? b : new RegistryException(name + ": " + e.getCause(), e);
        } finally {
            threads.shutdownNow();
        }
    }

    private void fetch(BlobStore store, Layer layer, long total) throws BundleException, InterruptedException {
        Digest digest = layer.digest();
        if (digest == null) {
            throw new RegistryException(name + ": a layer without digest");
        }
        long reached = 0;
        for (int attempt = 1; ; attempt++) {
            try {
                fetch(store, digest, layer.content().size(), total);
                return;
            } catch (IOException e) {
                long there = store.unfinishedSize(digest);
                if (there >= reached + PROGRESS) {
                    attempt = 1;
                }
                reached = Math.max(reached, there);
                if (attempt == ATTEMPTS) {
                    throw new RegistryException(name + ": blob " + digest + ": " + Failures.words(e), e);
                }
                listener.retrying("blob " + digest, Failures.words(e));
                Thread.sleep(200L << attempt);
            }
        }
    }

    private void fetch(BlobStore store, Digest digest, long size, long total) throws IOException, BundleException {
        if (store.has(digest, size)) {
            listener.bytes(received.addAndGet(size), total);
            return;
        }
        long from = store.resumeAt(digest, size);
        Registry.Response response;
        try {
            response = registry.get("blobs/" + digest, "", from);
        } catch (Registry.NoSuchPartException e) {
            store.discard(digest);
            throw e;
        }
        long start = response.start();
        listener.bytes(received.addAndGet(start), total);
        try (InputStream body = response.body()) {
            store.append(digest, start, size, body, count -> listener.bytes(received.addAndGet(count), total));
        }
        store.finish(digest, start > 0);
    }
}
