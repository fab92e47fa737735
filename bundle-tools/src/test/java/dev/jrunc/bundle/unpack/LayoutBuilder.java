package dev.jrunc.bundle.unpack;

import com.github.luben.zstd.Zstd;
import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Writes an image layout, honest or not: each part can be replaced before it is written. */
public final class LayoutBuilder {
    public static final String TAR = "application/vnd.oci.image.layer.v1.tar";
    public static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String CONFIG = "application/vnd.oci.image.config.v1+json";

    private final Path layout;
    private final List<String> layers = new ArrayList<>();
    private final List<String> diffIds = new ArrayList<>();
    private final List<String> manifests = new ArrayList<>();
    private DigestAlgorithm algorithm = DigestAlgorithm.SHA256;

    public LayoutBuilder(Path layout) throws IOException {
        this.layout = layout;
        Files.createDirectories(layout);
        Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\": \"1.0.0\"}");
    }

    public LayoutBuilder algorithm(DigestAlgorithm value) {
        algorithm = value;
        return this;
    }

    public static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
                gzip.write(member);
            }
        }
        return out.toByteArray();
    }

    public static byte[] zstd(byte[] content) {
        return Zstd.compress(content);
    }

    public LayoutBuilder layer(TarBuilder tar) throws IOException {
        byte[] archive = tar.bytes();
        return layer(TAR + "+gzip", gzip(archive), digest(archive));
    }

    public LayoutBuilder layer(String mediaType, byte[] blob, String diffId) throws IOException {
        return layer(descriptor(mediaType, blob), diffId);
    }

    public LayoutBuilder layer(String descriptor, String diffId) {
        layers.add(descriptor);
        diffIds.add("\"" + diffId + "\"");
        return this;
    }

    public String digest(byte[] content) {
        return Digest.of(content, algorithm).toString();
    }

    /** Keeps the blob, and describes it. */
    public String descriptor(String mediaType, byte[] blob) throws IOException {
        String digest = digest(blob);
        Path file = layout.resolve("blobs").resolve(digest.replace(':', '/'));
        Files.createDirectories(file.getParent());
        Files.write(file, blob);
        return descriptor(mediaType, digest, blob.length);
    }

    public static String descriptor(String mediaType, String digest, long size) {
        return "{\"mediaType\": \"" + mediaType + "\", \"digest\": \"" + digest + "\", \"size\": " + size + "}";
    }

    public static String with(String descriptor, String member) {
        return descriptor.substring(0, descriptor.length() - 1) + ", " + member + "}";
    }

    public static String tagged(String descriptor, String tag) {
        return with(descriptor, "\"annotations\": {\"org.opencontainers.image.ref.name\": \"" + tag + "\"}");
    }

    public static String platform(String descriptor, String os, String architecture, String variant) {
        return with(
                descriptor,
                "\"platform\": {\"os\": \"" + os + "\", \"architecture\": \"" + architecture + "\", \"variant\": \""
                        + variant + "\"}");
    }

    public String configText(String config) {
        return "{\"os\": \"linux\", \"architecture\": \"amd64\", \"config\": " + config
                + ", \"rootfs\": {\"type\": \"layers\", \"diff_ids\": [" + String.join(", ", diffIds) + "]}}";
    }

    /** The manifest of the layers so far, which are forgotten. */
    public String manifest(String config) throws IOException {
        return manifestOf(descriptor(CONFIG, utf8(configText(config))));
    }

    public String manifestOf(String configDescriptor) throws IOException {
        String text = "{\"schemaVersion\": 2, \"mediaType\": \"" + MANIFEST + "\", \"config\": " + configDescriptor
                + ", \"layers\": [" + String.join(", ", layers) + "]}";
        layers.clear();
        diffIds.clear();
        return descriptor(MANIFEST, utf8(text));
    }

    public String index(String... descriptors) throws IOException {
        return descriptor(INDEX, utf8(indexText(descriptors)));
    }

    public static String indexText(String... descriptors) {
        return "{\"schemaVersion\": 2, \"mediaType\": \"" + INDEX + "\", \"manifests\": ["
                + String.join(", ", descriptors) + "]}";
    }

    public LayoutBuilder add(String descriptor) {
        manifests.add(descriptor);
        return this;
    }

    public void write() throws IOException {
        Files.writeString(layout.resolve("index.json"), indexText(manifests.toArray(new String[0])));
    }

    /** One image named latest. */
    public void write(String config) throws IOException {
        add(tagged(manifest(config), "latest")).write();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
