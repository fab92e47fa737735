package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Compression;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the way from index.json to one manifest, through as many indexes as there are. */
final class ImageResolver {
    static final long LONGEST = 4 << 20; // what registries take (distribution-spec, "Pushing Manifests")
    private static final int DEEPEST = 8;
    private static final int MOST_DOCUMENTS = 256;
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String CONTAINERD_NAME = "io.containerd.image.name";

    private final Layout layout;
    private final Platform platform;
    private final @Nullable Platform chosen;
    private int documents;

    ImageResolver(Layout layout, @Nullable Platform platform) {
        this.layout = layout;
        this.platform = platform == null ? Platform.host() : platform;
        this.chosen = platform;
    }

    Image image(String reference) throws BundleException {
        List<Descriptor> named = named(top(), reference);
        Found found = new Found(named.size() > 1);
        for (Descriptor descriptor : named) {
            collect(descriptor, 0, found);
        }
        if (found.best == null) {
            throw new ImageException(layout.name() + ": no image for " + platform
                    + (found.others.isEmpty() ? "" : "; there is " + String.join(", ", found.others))
                    + " (--platform)");
        }
        if (found.ambiguous) {
            throw new ImageException(layout.name() + ": several images are named \"" + reference + "\" for " + platform
                    + ": name one by @DIGEST");
        }
        return manifest(found.best);
    }

    /** The manifest that does best so far; of two that do as well the first counts (image-index.md, manifests). */
    private static final class Found {
        /** Nobody has put the entries of one name in order. */
        private final boolean severalNamed;
        /** Platforms that there are manifests for. */
        private final TreeSet<String> others = new TreeSet<>();

        private @Nullable Descriptor best;
        private int closeness = Platform.NOT_FOR_US;
        private boolean ambiguous;

        Found(boolean severalNamed) {
            this.severalNamed = severalNamed;
        }

        void add(Descriptor descriptor, int closer) {
            if (best != null && closer == closeness) {
                ambiguous |= severalNamed && !descriptor.digest().equals(best.digest());
            } else if (closer > closeness) {
                best = descriptor;
                closeness = closer;
                ambiguous = false;
            }
        }
    }

    List<String> references() throws BundleException {
        TreeSet<String> names = new TreeSet<>();
        for (Descriptor descriptor : top()) {
            String name = descriptor.annotation(REF_NAME);
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private List<Descriptor> top() throws BundleException {
        Content version = layout.find("oci-layout");
        Content index = layout.find("index.json");
        if (version == null || index == null) {
            throw new ImageException(layout.name() + ": neither an image layout (no "
                    + (version == null ? "oci-layout" : "index.json") + ") nor a docker-save archive");
        }
        JsonValue number = JsonReader.read("oci-layout", version.whole(4096)).get("imageLayoutVersion");
        if (!number.text().startsWith("1.")) {
            throw number.wrong("is \"" + number.text() + "\"; known is 1.0.0");
        }
        return index("index.json", index.whole(LONGEST), null);
    }

    private List<Descriptor> named(List<Descriptor> all, String reference) throws BundleException {
        boolean byDigest = reference.indexOf(':') > 0 && reference.indexOf('/') < 0 && isDigest(reference);
        List<Descriptor> found = new ArrayList<>();
        for (Descriptor descriptor : all) {
            boolean same = byDigest
                    ? descriptor.digest().toString().equals(reference)
                    : descriptor.annotation(REF_NAME).equals(reference)
                            || DockerArchive.isNamed(descriptor.annotation(CONTAINERD_NAME), reference);
            if (reference.isEmpty() ? descriptor.annotation(REF_NAME).equals("latest") : same) {
                found.add(descriptor);
            }
        }
        if (reference.isEmpty() && all.size() == 1) {
            return all;
        }
        if (found.isEmpty()) {
            List<String> names = references();
            throw new ImageException(layout.name() + ": no image \"" + (reference.isEmpty() ? "latest" : reference)
                    + "\"; there is " + (names.isEmpty() ? "none with a name" : String.join(", ", names)));
        }
        return found;
    }

    private static boolean isDigest(String text) {
        try {
            Digest.parse(text);
            return true;
        } catch (BundleException e) {
            return false;
        }
    }

    private void collect(Descriptor descriptor, int depth, Found found) throws BundleException {
        MediaType type = descriptor.type();
        if (type == MediaType.INDEX) {
            if (depth == DEEPEST || ++documents > MOST_DOCUMENTS) {
                throw new ImageException(layout.name() + ": indexes within indexes, more than " + DEEPEST + " deep or "
                        + MOST_DOCUMENTS + " in all");
            }
            String name = "index " + descriptor.digest();
            for (Descriptor next : index(name, layout.document(descriptor, LONGEST), descriptor)) {
                collect(next, depth + 1, found);
            }
        } else if (type == MediaType.MANIFEST) {
            Platform of = descriptor.platform();
            if (of == null || of.isUnknown()) {
                // An attestation says it is for unknown/unknown; whoever says nothing may be for us.
                if (of == null && !descriptor.artifact()) {
                    found.add(descriptor, 0);
                }
            } else if (platform.accepts(of)) {
                found.add(descriptor, platform.closeness(of));
            } else {
                found.others.add(of.toString());
            }
        } else if (depth == 0) {
            throw new ImageException(
                    layout.name() + ": \"" + descriptor.mediaType() + "\" is neither an index nor a manifest");
        }
    }

    private List<Descriptor> index(String name, byte[] text, @Nullable Descriptor by) throws BundleException {
        JsonValue root = document(name, text, by, MediaType.INDEX);
        if (root.has("layers") || root.has("config")) {
            throw root.wrong("is both an index and a manifest");
        }
        List<Descriptor> all = new ArrayList<>();
        for (JsonValue value : root.get("manifests").elements()) {
            all.add(Descriptor.of(value));
        }
        return all;
    }

    /** A reader that goes by other fields must not see another document (CVE-2021-41190). */
    private static JsonValue document(String name, byte[] text, @Nullable Descriptor by, MediaType type)
            throws BundleException {
        JsonValue root = JsonReader.read(name, text);
        if (root.get("schemaVersion").number() != 2) {
            throw root.get("schemaVersion").wrong("must be 2");
        }
        String said = root.get("mediaType").text("");
        boolean other = by == null ? MediaType.named(said) != type : !said.equals(by.mediaType());
        if (!said.isEmpty() && other) {
            throw root.get("mediaType")
                    .wrong("is \"" + said + "\", its descriptor says \"" + (by == null ? "an index" : by.mediaType())
                            + "\"");
        }
        return root;
    }

    private Image manifest(Descriptor descriptor) throws BundleException {
        String name = "manifest " + descriptor.digest();
        JsonValue root = document(name, layout.document(descriptor, LONGEST), descriptor, MediaType.MANIFEST);
        if (root.has("manifests") || root.has("fsLayers")) {
            throw root.wrong("is both a manifest and something else");
        }
        Descriptor config = Descriptor.of(root.get("config"));
        if (config.type() != MediaType.CONFIG) {
            throw root.get("config")
                    .wrong("is of type \"" + config.mediaType() + "\": this is an artifact, not an image to run");
        }
        ImageConfig imageConfig =
                ImageConfig.read("config " + config.digest(), layout.document(config, ImageConfig.LONGEST));
        check(layout, imageConfig.platform(), chosen);
        List<JsonValue> layers = root.get("layers").elements();
        List<Digest> diffIds = imageConfig.diffIds();
        if (layers.size() != diffIds.size()) {
            throw root.get("layers")
                    .wrong("has " + layers.size() + " layers, the config has " + diffIds.size() + " diff_ids");
        }
        List<Layer> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            result.add(layer(layers.get(i), diffIds.get(i)));
        }
        return new Image(descriptor, imageConfig, result);
    }

    /** An index may say nothing of platforms, or something else than the image does. Other machines can be emulated. */
    static void check(Layout layout, Platform actual, @Nullable Platform chosen) throws ImageException {
        Platform platform = chosen == null ? Platform.host() : chosen;
        boolean otherSystem = !actual.os().isEmpty() && !actual.os().equals(platform.os());
        if (otherSystem || (chosen != null && !actual.isUnknown() && !platform.accepts(actual))) {
            throw new ImageException(layout.name() + ": the image is for " + actual + ", not " + platform);
        }
    }

    private Layer layer(JsonValue value, Digest diffId) throws BundleException {
        Descriptor descriptor = Descriptor.of(value);
        MediaType type = descriptor.type();
        Compression compression = type == MediaType.LAYER
                ? Compression.NONE
                : type == MediaType.LAYER_GZIP
                        ? Compression.GZIP
                        : type == MediaType.LAYER_ZSTD ? Compression.ZSTD : null;
        if (compression == null) {
            String hint =
                    descriptor.mediaType().endsWith("+encrypted") ? ": it is encrypted, decrypt the image first" : "";
            throw value.get("mediaType")
                    .wrong("\"" + descriptor.mediaType() + "\" is no layer that can be unpacked" + hint);
        }
        return new Layer(layout.blob(descriptor), descriptor.digest(), diffId, compression);
    }
}
