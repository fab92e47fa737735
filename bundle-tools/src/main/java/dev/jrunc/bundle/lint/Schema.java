package dev.jrunc.bundle.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The JSON schema of a document of runtime-spec, in one piece: that of 1.3.0 without the properties and values that came
 * later than the release which is asked for.
 */
public final class Schema {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Map<String, JsonNode> files = new HashMap<>();
    private final String version;

    private Schema(String version) {
        this.version = version;
    }

    /**
     * Builds the schema of a kind of documents.
     *
     * @param release one of {@link Lint#releases}; the state and the features are those of 1.3.0 whatever it is
     */
    public static JsonNode of(DocumentKind kind, String release) {
        Schema schema = new Schema(release);
        return switch (kind) {
            case CONFIG -> schema.whole("config-schema.json");
            case STATE -> schema.whole("state-schema.json");
            case FEATURES -> schema.whole("features-schema.json");
            case PROCESS -> schema.part("/properties/process");
            case RESOURCES -> schema.part("/properties/linux/properties/resources");
        };
    }

    private ObjectNode whole(String file) {
        return expand(file, file(file), file.startsWith("config") ? "" : "/" + file);
    }

    private JsonNode part(String pointer) {
        ObjectNode config = whole("config-schema.json");
        ObjectNode part = MAPPER.createObjectNode().set("$schema", config.get("$schema"));
        return part.setAll((ObjectNode) config.at(pointer));
    }

    /** @param at the pointer of what the schema is of, with a star for any element */
    private ObjectNode expand(String file, JsonNode schema, String at) {
        if (schema.has("$ref")) {
            String[] reference = schema.get("$ref").asText().split("#", -1);
            String target = reference[0].isEmpty() ? file : reference[0];
            return expand(target, file(target).at(reference[1]), at);
        }
        ObjectNode expanded = MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String key = member.getKey();
            JsonNode value = member.getValue();
            switch (key) {
                case "properties" -> expanded.set(key, properties(file, value, at));
                case "items", "additionalProperties" ->
                    expanded.set(key, value.isObject() ? expand(file, value, at + "/*") : value);
                case "anyOf", "allOf" -> {
                    ArrayNode all = expanded.putArray(key);
                    value.forEach(each -> all.add(expand(file, each, at)));
                }
                case "enum" -> {
                    ArrayNode known = expanded.putArray(key);
                    value.forEach(each -> {
                        if (!isNewer(at, each.asText())) {
                            known.add(each);
                        }
                    });
                }
                default -> expanded.set(key, value);
            }
        }
        return expanded;
    }

    private ObjectNode properties(String file, JsonNode properties, String at) {
        ObjectNode known = MAPPER.createObjectNode();
        for (Map.Entry<String, JsonNode> member : properties.properties()) {
            String pointer = at + "/" + member.getKey();
            if (!isNewer(pointer, "")) {
                known.set(member.getKey(), expand(file, member.getValue(), pointer));
            }
        }
        for (SpecHistory.Removed removed : SpecHistory.REMOVED) {
            int last = removed.pointer().lastIndexOf('/');
            if (removed.isIn(version) && removed.pointer().substring(0, last).equals(at)) {
                known.putObject(removed.pointer().substring(last + 1)).put("type", "boolean");
            }
        }
        return known;
    }

    /** @param value empty for the property itself */
    private boolean isNewer(String pointer, String value) {
        for (SpecHistory.Entry entry : SpecHistory.ENTRIES) {
            boolean meant =
                    value.isEmpty() ? entry.values().isEmpty() : entry.values().contains(value);
            if (meant && entry.pointer().equals(pointer) && SpecHistory.isNewer(entry.since(), version)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode file(String name) {
        return files.computeIfAbsent(name, Schema::read);
    }

    private static JsonNode read(String name) {
        try (InputStream in = Objects.requireNonNull(Schema.class.getResourceAsStream("schema/" + name), name)) {
            return MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("schema " + name, e);
        }
    }
}
