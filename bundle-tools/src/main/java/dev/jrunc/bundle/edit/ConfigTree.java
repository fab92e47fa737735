package dev.jrunc.bundle.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.json.JsonProblem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A config.json that is being changed; what nobody touches stays as it is, properties that no specification knows too.
 * Pointers are JSON pointers (RFC 6901); objects and arrays on the way to a value are made as needed.
 */
public final class ConfigTree {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final ObjectNode root;

    private ConfigTree(ObjectNode root) {
        this.root = root;
    }

    /** Reads a document; {@code source} is its name for the message. */
    public static ConfigTree read(byte[] text, String source) throws BundleException {
        try {
            if (MAPPER.readTree(text) instanceof ObjectNode object) {
                return new ConfigTree(object);
            }
        } catch (JsonProcessingException e) {
            throw new BundleException(
                    source + ":" + e.getLocation().getLineNr() + ":"
                            + e.getLocation().getColumnNr() + ": " + JsonProblem.plain(e.getOriginalMessage()),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new BundleException(source + ": expected a JSON object");
    }

    /** Indented with tabs, as {@code spec} writes it. */
    public String text() {
        return text(root);
    }

    /** The filter alone, as engines take it for a profile; null when there is none. */
    public @Nullable String seccompText() {
        JsonNode seccomp = root.at("/linux/seccomp");
        return seccomp.isObject() ? text(seccomp) : null;
    }

    private static String text(JsonNode node) {
        DefaultIndenter tabs = new DefaultIndenter("\t", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withArrayEmptySeparator("")
                .withObjectEmptySeparator(""));
        printer.indentArraysWith(tabs);
        printer.indentObjectsWith(tabs);
        try {
            return MAPPER.writer(printer).writeValueAsString(node) + "\n";
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    void set(String pointer, JsonNode value) throws BundleException {
        List<String> steps = steps(pointer);
        JsonNode parent = root;
        for (int i = 0; i < steps.size() - 1; i++) {
            parent = child(parent, steps.get(i), pointer);
        }
        String last = steps.get(steps.size() - 1);
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            int index = last.equals("-") ? array.size() : index(last, pointer);
            if (index == array.size()) {
                array.add(value);
            } else if (index < array.size()) {
                array.set(index, value);
            } else {
                throw new BundleException(pointer + ": the array has " + array.size() + " elements");
            }
        } else {
            throw new BundleException(pointer + ": there is no object or array to put it into");
        }
    }

    /** Removes a value; one that is not there is fine. */
    void remove(String pointer) throws BundleException {
        List<String> steps = steps(pointer);
        String last = steps.get(steps.size() - 1);
        JsonNode parent = root.at(pointer.substring(0, pointer.lastIndexOf('/')));
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode array && !last.equals("-")) {
            array.remove(index(last, pointer));
        }
    }

    void append(String pointer, JsonNode value) throws BundleException {
        array(pointer).add(value);
    }

    /** Removes the elements of an array for which the condition holds; how many there were. */
    int removeIf(String pointer, Predicate<JsonNode> condition) {
        int removed = 0;
        Iterator<JsonNode> elements = root.at(pointer).elements();
        while (elements.hasNext()) {
            if (condition.test(elements.next())) {
                elements.remove();
                removed++;
            }
        }
        return removed;
    }

    private ArrayNode array(String pointer) throws BundleException {
        if (!root.at(pointer).isArray()) {
            set(pointer, MAPPER.createArrayNode());
        }
        return (ArrayNode) root.at(pointer);
    }

    private static JsonNode child(JsonNode parent, String step, String pointer) throws BundleException {
        if (parent instanceof ObjectNode object) {
            JsonNode child = object.get(step);
            return child == null || child.isNull() ? object.putObject(step) : child;
        }
        JsonNode child = parent.path(parent.isArray() ? index(step, pointer) : -1);
        if (child.isMissingNode()) {
            throw new BundleException(pointer + ": there is nothing at " + step);
        }
        return child;
    }

    private static int index(String step, String pointer) throws BundleException {
        return (int) Values.unsigned(pointer, step, Integer.MAX_VALUE);
    }

    private static List<String> steps(String pointer) throws BundleException {
        if (!pointer.startsWith("/")) {
            throw new BundleException("\"" + pointer + "\" is no JSON pointer: it begins with /, as in /process/cwd");
        }
        List<String> steps = new ArrayList<>();
        for (String step : pointer.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return steps;
    }

    /** The bytes of the document. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }
}
