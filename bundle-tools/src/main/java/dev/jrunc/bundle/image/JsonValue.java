package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value of a document and where it stands there; whoever asks for another type than it has is told so. */
record JsonValue(String document, String path, @Nullable Object value) {

    boolean isAbsent() {
        return value == null;
    }

    /**
     * A member; absent when it is missing or null, which Go's writers use alike. Go's readers fold case, and would take
     * "Layers" for "layers": a document with both is two (CVE-2021-41190 is of that kind).
     */
    JsonValue get(String name) throws ImageException {
        if (!isAbsent()) {
            for (Object other : object().keySet()) {
                if (name.equalsIgnoreCase((String) other) && !name.equals(other)) {
                    throw wrong("has \"" + other + "\", which some readers take for \"" + name + "\"");
                }
            }
        }
        return member(name);
    }

    private JsonValue member(String name) throws ImageException {
        Object member = isAbsent() ? null : object().get(name);
        return new JsonValue(document, path.isEmpty() ? name : path + "." + name, member);
    }

    boolean has(String name) throws ImageException {
        return !get(name).isAbsent();
    }

    String text() throws ImageException {
        if (value instanceof String text) {
            if (text.indexOf('\0') >= 0) {
                throw wrong("must not hold a zero byte");
            }
            return text;
        }
        throw wrong(isAbsent() ? "is missing" : "must be a string");
    }

    String text(String otherwise) throws ImageException {
        return isAbsent() ? otherwise : text();
    }

    Digest digest() throws ImageException {
        try {
            return Digest.parse(text());
        } catch (ImageException e) {
            throw e;
        } catch (BundleException e) {
            throw new ImageException(document + ": " + path + ": " + e.getMessage(), e);
        }
    }

    long number() throws ImageException {
        if (value instanceof Long number) {
            return number;
        }
        throw wrong(isAbsent() ? "is missing" : "must be a whole number that fits 64 bits");
    }

    boolean isList() {
        return value instanceof List<?>;
    }

    List<JsonValue> elements() throws ImageException {
        List<JsonValue> elements = new ArrayList<>();
        if (isAbsent()) {
            return elements;
        }
        if (!(value instanceof List<?> list)) {
            throw wrong("must be an array");
        }
        for (Object element : list) {
            elements.add(new JsonValue(document, path + "[" + elements.size() + "]", element));
        }
        return elements;
    }

    List<String> texts() throws ImageException {
        List<String> texts = new ArrayList<>();
        for (JsonValue element : elements()) {
            texts.add(element.text());
        }
        return texts;
    }

    /** The names of an object's members, which Go writes for a set. */
    List<String> names() throws ImageException {
        List<String> names = new ArrayList<>();
        if (!isAbsent()) {
            for (Object name : object().keySet()) {
                names.add(new JsonValue(document, path, name).text());
            }
        }
        return names;
    }

    Map<String, String> textMap() throws ImageException {
        Map<String, String> map = new LinkedHashMap<>();
        for (String name : names()) {
            map.put(name, member(name).text(""));
        }
        return map;
    }

    ImageException wrong(String words) {
        return new ImageException(document + ": " + (path.isEmpty() ? "the document" : path) + " " + words);
    }

    private Map<?, ?> object() throws ImageException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw wrong("must be an object");
    }
}
