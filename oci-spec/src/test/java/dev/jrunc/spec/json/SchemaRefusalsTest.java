package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Fixtures;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every value of a document that has all of them, made wrong as the schema forbids it, is refused by its pointer. */
class SchemaRefusalsTest {
    /** Engines leave it out and mean no limit; it is reported as advice. */
    private static final String LEFT_OUT = "/linux/resources/pids/limit";

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void valueOfAnotherTypeIsRefusedByItsPointer() throws Exception {
        JsonNode full = mapper.readTree(Fixtures.read("/full.json"));
        List<String> pointers = new ArrayList<>();
        values(full, "", pointers);
        assertTrue(pointers.size() > 300, pointers.size() + " values");
        List<String> wrong = new ArrayList<>();
        for (String pointer : pointers) {
            JsonNode document = full.deepCopy();
            JsonNode other = full.at(pointer).isNumber()
                    ? mapper.getNodeFactory().textNode("x")
                    : mapper.getNodeFactory().numberNode(7);
            replace(document, pointer, other);
            List<String> refused = refusals(document);
            if (!refused.equals(List.of(pointer))) {
                wrong.add(pointer + " was refused by: " + refused);
            }
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void missingRequiredPropertyIsRefusedByItsPointer() throws Exception {
        JsonNode full = mapper.readTree(Fixtures.read("/full.json"));
        List<String> pointers = new ArrayList<>();
        required("config-schema.json", schema("config-schema.json"), full, "", pointers);
        assertTrue(pointers.size() > 40, pointers.toString());
        assertTrue(pointers.remove(LEFT_OUT));
        List<String> wrong = new ArrayList<>();
        for (String pointer : pointers) {
            JsonNode document = full.deepCopy();
            replace(document, pointer, null);
            List<String> refused = refusals(document);
            String parent = pointer.substring(0, pointer.lastIndexOf('/'));
            if (!refused.contains(pointer) && !refused.contains(parent)) {
                wrong.add(pointer + " was refused by: " + refused);
            }
        }
        assertEquals(List.of(), wrong);
    }

    /** The pointers of all that is refused. */
    private List<String> refusals(JsonNode document) throws IOException {
        Config config;
        try {
            config = ConfigReader.read(mapper.writeValueAsBytes(document));
        } catch (SpecException e) {
            return List.of(e.problem().pointer());
        }
        List<String> pointers = new ArrayList<>();
        for (Problem problem : ConfigValidator.validate(config)) {
            if (problem.level() == Problem.Level.MUST) {
                pointers.add(problem.pointer());
            }
        }
        return pointers;
    }

    private static void values(JsonNode node, String at, List<String> pointers) {
        if (!at.isEmpty()) {
            pointers.add(at);
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(each -> values(each.getValue(), Pointer.child(at, each.getKey()), pointers));
        }
        for (int i = 0; node instanceof ArrayNode && i < node.size(); i++) {
            values(node.get(i), at + "/" + i, pointers);
        }
    }

    private static void replace(JsonNode document, String pointer, JsonNode value) {
        JsonPointer at = JsonPointer.compile(pointer);
        JsonNode parent = document.at(at.head());
        if (parent instanceof ArrayNode array) {
            array.set(at.last().getMatchingIndex(), value);
        } else if (value == null) {
            ((ObjectNode) parent).remove(at.last().getMatchingProperty());
        } else {
            ((ObjectNode) parent).set(at.last().getMatchingProperty(), value);
        }
    }

    /** What the schema requires of the objects that are there. */
    private void required(String file, JsonNode schema, JsonNode value, String at, List<String> pointers)
            throws IOException {
        if (schema.has("$ref")) {
            String[] reference = schema.get("$ref").asText().split("#", -1);
            String target = reference[0].isEmpty() ? file : reference[0];
            required(target, schema(target).at(reference[1]), value, at, pointers);
            return;
        }
        for (String list : List.of("anyOf", "allOf")) {
            for (JsonNode each : schema.path(list)) {
                required(file, each, value, at, pointers);
            }
        }
        for (JsonNode name : schema.path("required")) {
            if (value.has(name.asText())) {
                pointers.add(Pointer.child(at, name.asText()));
            }
        }
        for (var property : schema.path("properties").properties()) {
            JsonNode inner = value.path(property.getKey());
            if (!inner.isMissingNode()) {
                required(file, property.getValue(), inner, Pointer.child(at, property.getKey()), pointers);
            }
        }
        for (int i = 0; schema.has("items") && value instanceof ArrayNode && i < value.size(); i++) {
            required(file, schema.get("items"), value.get(i), at + "/" + i, pointers);
        }
    }

    private JsonNode schema(String file) throws IOException {
        return mapper.readTree(Path.of("src/main/schema", file).toFile());
    }
}
