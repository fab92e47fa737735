package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.bundle.image.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file index.json of a layout, which gets one more image and keeps the others as they are. */
final class LayoutIndex {
    private static final String REF_NAME = "org.opencontainers.image.ref.name";
    private static final String INDEX = "application/vnd.oci.image.index.v1+json";

    private LayoutIndex() {}

    static String of(Descriptor descriptor) {
        ObjectNode index = empty();
        index.withArray("manifests").add(node(descriptor));
        return index.toString();
    }

    /** The name is taken from the image that had it. */
    static void add(Path layout, Descriptor descriptor, String tag) throws IOException {
        Path file = layout.resolve("index.json");
        ObjectNode index = empty();
        ArrayNode kept = new ObjectMapper().createArrayNode();
        if (Files.exists(file)) {
            if (!(new ObjectMapper().readTree(file.toFile()) instanceof ObjectNode old)
                    || !old.path("manifests").isArray()) {
                throw new IOException("the file that is there is no index");
            }
            index = old;
            for (JsonNode other : old.path("manifests")) {
                if (!other.path("annotations").path(REF_NAME).asText().equals(tag)) {
                    kept.add(other);
                }
            }
        }
        ObjectNode node = node(descriptor);
        node.putObject("annotations").put(REF_NAME, tag);
        kept.add(node);
        index.set("manifests", kept);
        BlobStore.replace(file, new ObjectMapper().writeValueAsBytes(index));
    }

    private static ObjectNode empty() {
        ObjectNode index = new ObjectMapper().createObjectNode();
        index.put("schemaVersion", 2).put("mediaType", INDEX);
        return index;
    }

    private static ObjectNode node(Descriptor descriptor) {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("mediaType", descriptor.mediaType());
        node.put("digest", descriptor.digest().toString());
        node.put("size", descriptor.size());
        return node;
    }
}
