package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.digest.DigestAlgorithm;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code docker save} writes: manifest.json says which files are the config and the layers. */
record DockerArchive(Layout layout, @Nullable Platform platform) {
    private record Entry(JsonValue value, List<String> tags) {}

    Image image(String reference) throws BundleException {
        Content document = content("manifest.json");
        List<Entry> entries = new ArrayList<>();
        JsonValue manifest = JsonReader.read("manifest.json", document.whole(ImageResolver.LONGEST));
        if (layout.find("version") != null && !manifest.isList()) {
            throw new ImageException(
                    layout.name() + ": written for skopeo's dir:, not an image layout: skopeo copy dir:" + layout.name()
                            + " oci:LAYOUT:TAG makes one");
        }
        for (JsonValue value : manifest.elements()) {
            entries.add(new Entry(value, value.get("RepoTags").texts()));
        }
        return image(choose(entries, reference));
    }

    private JsonValue choose(List<Entry> entries, String reference) throws ImageException {
        if (reference.isEmpty() && entries.size() == 1) {
            return entries.get(0).value();
        }
        if (entries.isEmpty()) {
            throw new ImageException(layout.name() + ": there is no image in it");
        }
        List<String> all = new ArrayList<>();
        List<JsonValue> found = new ArrayList<>();
        for (Entry entry : entries) {
            all.addAll(entry.tags());
            boolean match = false;
            for (String tag : entry.tags()) {
                match |= isNamed(tag, reference);
            }
            if (match) {
                found.add(entry.value());
            }
        }
        if (found.size() != 1) {
            String what = reference.isEmpty()
                    ? "several images, name one"
                    : (found.isEmpty() ? "no" : "more than one") + " image \"" + reference + "\"";
            throw new ImageException(layout.name() + ": " + what + "; there is "
                    + (all.isEmpty() ? "none with a name" : String.join(", ", all)));
        }
        return found.get(0);
    }

    /** As Docker's commands take it: without what is there by default, docker.io/library/ and :latest; or the tag alone. */
    static boolean isNamed(String name, String reference) {
        String latest = reference + ":latest";
        return !reference.isEmpty()
                && (name.equals(reference)
                        || name.equals(latest)
                        || name.endsWith("/" + reference)
                        || name.endsWith("/" + latest)
                        || name.substring(name.lastIndexOf(':') + 1).equals(reference));
    }

    private Image image(JsonValue entry) throws BundleException {
        String path = entry.get("Config").text();
        byte[] text = content(path).whole(ImageConfig.LONGEST);
        checkName(path, text);
        ImageConfig config = ImageConfig.read(path, text);
        ImageResolver.check(layout, config.platform(), platform);
        List<String> layers = entry.get("Layers").texts();
        if (layers.size() != config.diffIds().size()) {
            throw entry.get("Layers")
                    .wrong("has " + layers.size() + " layers, the config has "
                            + config.diffIds().size() + " diff_ids");
        }
        List<Layer> result = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            result.add(new Layer(content(layers.get(i)), null, config.diffIds().get(i), null));
        }
        return new Image(null, config, result);
    }

    /** The file is named after its digest, which is all there is to check it by. */
    private static void checkName(String path, byte[] text) throws BundleException {
        String name = path.substring(path.lastIndexOf('/') + 1).replace(".json", "");
        if (name.length() == 2 * DigestAlgorithm.SHA256.size()) {
            Digest actual = Digest.of(text, DigestAlgorithm.SHA256);
            if (!actual.hex().equals(name)) {
                throw new ImageException(path + ": wrong digest: its content hashes to " + actual);
            }
        }
    }

    private Content content(String path) throws BundleException {
        Content content = layout.find(path);
        if (content == null) {
            throw new ImageException(layout.name() + ": " + path + " is missing");
        }
        return content;
    }
}
