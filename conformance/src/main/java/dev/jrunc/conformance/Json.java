package dev.jrunc.conformance;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON as tests write it: text with single quotes, values set by pointer. */
public final class Json {
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .configure(JsonParser.Feature.ALLOW_SINGLE_QUOTES, true)
            .build();

    private Json() {}

    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Sets the value at a pointer, making the objects on the way; "-" as last token appends to an array. */
    static void set(ObjectNode document, String pointer, JsonNode value) {
        String[] names = pointer.substring(1).split("/", -1);
        JsonNode at = document;
        for (int i = 0; i < names.length - 1; i++) {
            JsonNode next = at.isArray() ? at.get(Integer.parseInt(names[i])) : at.get(names[i]);
            if (next == null) {
                boolean list = names[i + 1].equals("-");
                next = list ? ((ObjectNode) at).putArray(names[i]) : ((ObjectNode) at).putObject(names[i]);
            }
            at = next;
        }
        String last = names[names.length - 1];
        if (at instanceof ArrayNode array) {
            if (last.equals("-")) {
                array.add(value);
            } else {
                array.set(Integer.parseInt(last), value);
            }
        } else {
            ((ObjectNode) at).set(last, value);
        }
    }

    static void remove(ObjectNode document, String pointer) {
        int slash = pointer.lastIndexOf('/');
        JsonNode parent = document.at(pointer.substring(0, slash));
        String last = pointer.substring(slash + 1);
        if (parent instanceof ArrayNode array) {
            array.remove(Integer.parseInt(last));
        } else if (parent instanceof ObjectNode object) {
            object.remove(last);
        }
    }
}
