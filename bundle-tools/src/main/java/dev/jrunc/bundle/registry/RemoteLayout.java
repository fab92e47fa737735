package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.image.Content;
import dev.jrunc.bundle.image.Descriptor;
import dev.jrunc.bundle.image.InlineContent;
import dev.jrunc.bundle.image.Layout;
import dev.jrunc.bundle.report.BundleException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** A repository seen as a layout with one image in it: documents are fetched and kept as they are asked for. */
final class RemoteLayout implements Layout {
    private final RemoteName name;
    private final Registry registry;
    private final BlobStore store;
    private final String index;

    /** @param index the text of an index.json that leads to the image */
    RemoteLayout(RemoteName name, Registry registry, BlobStore store, String index) {
        this.name = name;
        this.registry = registry;
        this.store = store;
        this.index = index;
    }

    @Override
    public String name() {
        return name.toString();
    }

    @Override
    public @Nullable Content find(String path) {
        return switch (path) {
            case "oci-layout" -> inline(path, "{\"imageLayoutVersion\": \"1.0.0\"}");
            case "index.json" -> inline(path, index);
            default -> null;
        };
    }

    private static Content inline(String path, String text) {
        return new InlineContent(path, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Content blob(Descriptor descriptor) {
        return new Content() {
            @Override
            public String name() {
                return name + ": blob " + descriptor.digest();
            }

            @Override
            public long size() {
                return descriptor.size();
            }

            @Override
            public InputStream open() throws BundleException, IOException {
                return store.has(descriptor.digest(), descriptor.size())
                        ? Files.newInputStream(store.path(descriptor.digest()))
                        : registry.get(path(descriptor), descriptor.mediaType(), 0)
                                .body();
            }
        };
    }

    static String path(Descriptor descriptor) {
        return (descriptor.isDocument() ? "manifests/" : "blobs/") + descriptor.digest();
    }

    @Override
    public byte[] document(Descriptor descriptor, long most) throws BundleException {
        byte[] bytes = blob(descriptor).whole(most);
        descriptor.check(bytes);
        store.put(descriptor.digest(), bytes);
        return bytes;
    }

    @Override
    public void close() {
        // Each answer is closed by who reads it.
    }
}
