package dev.jrunc.spec.json;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents that are taken for a config.json, as they are called alike or lie beside one. */
final class OtherDocument {
    private OtherDocument() {}

    /** What a document without anything that a config.json must have is, and what to do; null for the unknown. */
    static @Nullable String words(byte[] json, String source) throws SpecException {
        Set<String> names = new HashSet<>();
        JsonCursor in = new JsonCursor(json, source, null);
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            names.add(key);
            in.skip();
        }
        if (names.containsAll(List.of("rootfs", "architecture"))) {
            return image("the configuration of an image");
        }
        if (names.containsAll(List.of("schemaVersion", "layers"))) {
            return image("the manifest of an image");
        }
        if (names.containsAll(List.of("schemaVersion", "manifests"))) {
            return image("an index of images");
        }
        if (names.contains("defaultAction")) {
            return "this is a seccomp profile, not the configuration of a container: generate one with"
                    + " \"jrunc bundle generate --linux-seccomp-profile FILE\"";
        }
        if (names.contains("services")) {
            return "this is a file for docker compose, not the configuration of a container: \"jrunc spec\" writes one";
        }
        return null;
    }

    private static String image(String what) {
        return "this is " + what + ", not the configuration of a container: make a bundle of the image with"
                + " \"jrunc bundle unpack --image LAYOUT:TAG BUNDLE\"";
    }
}
