package dev.jrunc.bundle.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.spec.Pointer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A document from which what could not be read is taken out, piece by piece, so that the reader, which stops at the first
 * problem, can go on to the next one. Pointers from outside belong to the document as it was.
 */
final class Mending {
    private final ObjectMapper mapper;
    private final JsonNode root;
    private final List<String> removed = new ArrayList<>();
    /** By the pointer of the array in the document as it was: the indexes that are gone. */
    private final Map<String, TreeSet<Integer>> gone = new HashMap<>();

    private Mending(ObjectMapper mapper, JsonNode root) {
        this.mapper = mapper;
        this.root = root;
    }

    /** Null when the text is no JSON, which nothing can be taken out of. */
    static @Nullable Mending of(byte[] text) {
        ObjectMapper mapper = new ObjectMapper();
        try {
            JsonNode root = mapper.readTree(text);
            return root == null ? null : new Mending(mapper, root);
        } catch (IOException e) {
            return null;
        }
    }

    byte[] text() {
        try {
            return mapper.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** True when the value, what holds it or what it holds was taken out: nobody can judge it any more. */
    boolean concerns(String pointer) {
        for (String each : removed) {
            if (pointer.equals(each) || pointer.startsWith(each + "/") || each.startsWith(pointer + "/")) {
                return true;
            }
        }
        return false;
    }

    /** The pointer in the document as it was of a pointer in the document as it is. */
    String original(String pointer) {
        StringBuilder out = new StringBuilder();
        JsonNode node = root;
        for (String step : steps(pointer)) {
            if (node.isArray()) {
                int now = index(step);
                int then = before(out.toString(), now);
                out.append('/').append(then);
                node = node.path(now);
            } else {
                Pointer.append(out, step);
                node = child(node, step);
            }
        }
        return out.toString();
    }

    /**
     * Takes out the value at a pointer of the document as it is or, when there is none, the object where it is missing;
     * false when that is the whole document.
     */
    boolean remove(String pointer) {
        List<String> steps = steps(pointer);
        while (!steps.isEmpty()) {
            JsonNode parent = root;
            for (String step : steps.subList(0, steps.size() - 1)) {
                parent = child(parent, step);
            }
            String last = steps.get(steps.size() - 1);
            String at = original(join(steps));
            if (parent instanceof ObjectNode object) {
                String name = nameIn(object, last);
                if (name != null) {
                    object.remove(name);
                    removed.add(at);
                    return true;
                }
            } else if (parent instanceof ArrayNode array && array.has(index(last))) {
                String where = original(join(steps.subList(0, steps.size() - 1)));
                int then = before(where, index(last));
                array.remove(index(last));
                gone.computeIfAbsent(where, key -> new TreeSet<>()).add(then);
                removed.add(at);
                return true;
            }
            steps = steps.subList(0, steps.size() - 1);
        }
        return false;
    }

    /** The index that an element had before others were taken out of its array. */
    private int before(String array, int now) {
        int then = now;
        for (int missing : gone.getOrDefault(array, new TreeSet<>())) {
            if (missing <= then) {
                then++;
            }
        }
        return then;
    }

    private static JsonNode child(JsonNode node, String step) {
        if (node.isArray()) {
            return node.path(index(step));
        }
        String name = nameIn(node, step);
        return node.path(name == null ? step : name);
    }

    /** Readers of this format fold case. */
    private static @Nullable String nameIn(JsonNode object, String step) {
        if (object.has(step)) {
            return step;
        }
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (name.equalsIgnoreCase(step)) {
                return name;
            }
        }
        return null;
    }

    private static int index(String step) {
        try {
            return Integer.parseInt(step);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static List<String> steps(String pointer) {
        List<String> steps = new ArrayList<>();
        if (!pointer.isEmpty()) {
            for (String step : pointer.substring(1).split("/", -1)) {
                steps.add(step.replace("~1", "/").replace("~0", "~"));
            }
        }
        return steps;
    }

    private static String join(List<String> steps) {
        StringBuilder out = new StringBuilder();
        for (String step : steps) {
            Pointer.append(out, step);
        }
        return out.toString();
    }
}
