package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.JsonToken;
import dev.jrunc.spec.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Walks one JSON document from value to value and checks each against what is expected there.
 *
 * <p>A property whose value is null counts as absent. Numbers go through {@link Long}, not through the parser's own
 * conversion, which would initialise regular expressions.
 */
final class JsonCursor {
    private final JsonPath path = new JsonPath();
    private final JsonTokens tokens;
    private final @Nullable List<UnknownProperty> unknown;
    private JsonToken token;
    private @Nullable String replay;

    /** Begins with the one value of the document. */
    JsonCursor(byte[] json, String source, @Nullable List<UnknownProperty> unknown) throws SpecException {
        this.tokens = new JsonTokens(json, source, path);
        this.unknown = unknown;
        this.token = tokens.next();
    }

    /** Ends with the document: nothing may follow. */
    void finish() throws SpecException {
        if (tokens.nextOrEnd() != null) {
            throw tokens.problem("expected the end of the document");
        }
    }

    // ---- objects ----

    void enterObject() throws SpecException {
        enterObject("an object");
    }

    void enterObject(String expected) throws SpecException {
        expect(JsonToken.START_OBJECT, expected);
        checkDepth();
        path.enterObject();
    }

    /** The next property that is not null, or null at the end of the object. */
    @Nullable
    String nextName() throws SpecException {
        if (replay != null) {
            String name = replay;
            replay = null;
            return name;
        }
        while (true) {
            token = tokens.next();
            if (token == JsonToken.END_OBJECT) {
                path.leave();
                return null;
            }
            String name = tokens.name();
            if (tokens.suspect) {
                checkEscapes(name);
            }
            if (!path.property(name)) {
                throw tokens.problem("the property is there twice");
            }
            token = tokens.next();
            if (token != JsonToken.VALUE_NULL) {
                return name;
            }
        }
    }

    /**
     * Deals with a property that the caller has no case for: when it is a known one but for upper and lower case, the
     * next {@link #nextName} gives its right name with the same value (callers of runc rely on that); otherwise its
     * value is skipped, and it is collected when somebody asked.
     */
    void other(String[] known) throws SpecException {
        other(known, "");
    }

    /** The same, where the property {@code again} may come once more in another case: the caller adds the two up. */
    void other(String[] known, String again) throws SpecException {
        String name = path.name();
        for (String each : known) {
            if (each.equalsIgnoreCase(name) && !each.equals(name)) {
                if (!path.claim(each) && !each.equals(again)) {
                    throw tokens.problem("the property \"" + each + "\" is there twice");
                }
                replay = each;
                return;
            }
        }
        if (unknown != null) {
            JsonPositions.Position at = tokens.position();
            unknown.add(new UnknownProperty(path.pointer(), at.line(), at.column(), NearestName.of(name, known)));
        }
        skip();
    }

    /** The problem that the object just left lacks a property it cannot do without. */
    SpecException missing(String name) {
        return tokens.problem(
                JsonPositions.locate(tokens.json, path.pointer()), "the required property \"" + name + "\" is missing");
    }

    // ---- arrays ----

    void enterArray(String expected) throws SpecException {
        expect(JsonToken.START_ARRAY, expected);
        checkDepth();
        path.enterArray();
    }

    boolean nextElement() throws SpecException {
        token = tokens.next();
        if (token == JsonToken.END_ARRAY) {
            path.leave();
            return false;
        }
        path.element();
        return true;
    }

    // ---- values ----

    String text() throws SpecException {
        expect(JsonToken.VALUE_STRING, "a string");
        String text = tokens.text();
        if (tokens.suspect) {
            checkEscapes(text);
        }
        return text;
    }

    /** The text, or null when it is empty: for callers of runc that is the same. */
    @Nullable
    String optionalText() throws SpecException {
        String text = text();
        return text.isEmpty() ? null : text;
    }

    boolean bool() throws SpecException {
        if (token == JsonToken.VALUE_TRUE) {
            return true;
        }
        expect(JsonToken.VALUE_FALSE, "true or false");
        return false;
    }

    int int32() throws SpecException {
        return (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    long uint32() throws SpecException {
        return integer(0, 0xffff_ffffL);
    }

    long int64() throws SpecException {
        return integer(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    long integer(long min, long max) throws SpecException {
        expectInteger();
        String digits = tokens.text();
        long value;
        try {
            value = Long.parseLong(digits);
        } catch (NumberFormatException e) {
            throw outOfRange(digits, Long.toString(min), Long.toString(max));
        }
        if (value < min || value > max) {
            throw outOfRange(digits, Long.toString(min), Long.toString(max));
        }
        return value;
    }

    /** An unsigned 64-bit value, as the bits of a long. */
    long unsigned() throws SpecException {
        expectInteger();
        String digits = tokens.text();
        try {
            return Long.parseUnsignedLong(digits);
        } catch (NumberFormatException e) {
            throw outOfRange(digits, "0", "18446744073709551615");
        }
    }

    List<String> texts() throws SpecException {
        enterArray("an array of strings");
        ArrayList<String> list = new ArrayList<>();
        while (nextElement()) {
            list.add(text());
        }
        return list;
    }

    List<Long> uint32s() throws SpecException {
        enterArray("an array of integers");
        ArrayList<Long> list = new ArrayList<>();
        while (nextElement()) {
            list.add(uint32());
        }
        return list;
    }

    Map<String, String> textMap() throws SpecException {
        enterObject("an object with strings");
        Map<String, String> map = new LinkedHashMap<>();
        for (String name = nextName(); name != null; name = nextName()) {
            map.put(name, text());
        }
        return map;
    }

    void skip() throws SpecException {
        if (token == JsonToken.START_OBJECT) {
            enterObject();
            while (nextName() != null) {
                skip();
            }
        } else if (token == JsonToken.START_ARRAY) {
            enterArray("an array");
            while (nextElement()) {
                skip();
            }
        }
    }

    // ---- checks ----

    private void checkDepth() throws SpecException {
        if (path.isFull()) {
            throw tokens.problem("nested deeper than " + JsonPath.MAX_DEPTH + " levels");
        }
    }

    private void expect(JsonToken wanted, String expected) throws SpecException {
        if (token != wanted) {
            throw tokens.problem("expected " + expected + ", found " + found());
        }
    }

    private void expectInteger() throws SpecException {
        if (token == JsonToken.VALUE_STRING) {
            throw tokens.problem("expected an integer, found " + found() + NumberText.advice(tokens.text()));
        }
        expect(JsonToken.VALUE_NUMBER_INT, "an integer");
    }

    private String found() throws SpecException {
        if (token == JsonToken.START_OBJECT) {
            return "an object";
        }
        if (token == JsonToken.START_ARRAY) {
            return "an array";
        }
        String text = brief(tokens.text());
        if (token == JsonToken.VALUE_STRING) {
            return "a string (\"" + text + "\")";
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return "a number (" + text + ")";
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT) {
            return "a number with a fraction or an exponent (" + text + ")";
        }
        return text; // true, false, null
    }

    private SpecException outOfRange(String digits, String min, String max) {
        return tokens.problem("expected an integer from " + min + " to " + max + ", found " + brief(digits));
    }

    private static String brief(String text) {
        return text.length() <= 40 ? text : text.substring(0, 40) + "…";
    }

    /** A string made with escapes can hold what no path, argument or name on Linux can. */
    private void checkEscapes(String text) throws SpecException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw tokens.problem("the string holds a NUL character");
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw tokens.problem("the string holds half a surrogate pair");
            }
        }
    }
}
