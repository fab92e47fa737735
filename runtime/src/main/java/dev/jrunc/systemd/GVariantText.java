package dev.jrunc.systemd;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads values in the text format of GVariant, which annotations {@code org.systemd.property.*} are written in: {@code
 * true}, {@code 'text'}, {@code uint64 5}, {@code @as []}, {@code [('a', 1)]}. A number without a type is an int32.
 * Object paths and signatures, which no property of a unit is, are left out.
 */
final class GVariantText {
    /** D-Bus Specification, "Valid Signatures": 32 arrays and 32 structs. */
    private static final int MAX_DEPTH = 64;

    private static final int MAX_SIGNATURE = 255;

    private final String text;
    private int at;
    private int depth;

    private GVariantText(String text) {
        this.text = text;
    }

    /** Reads a whole text; null when it is no value. */
    static @Nullable Variant read(String text) {
        GVariantText reader = new GVariantText(text);
        try {
            Variant value = reader.value("");
            reader.blanks();
            return reader.at == text.length() ? value : null;
        } catch (IllegalArgumentException e) { // of numbers, too
            return null;
        }
    }

    /** One value; {@code wanted} is its type where that is known, else "". */
    private Variant value(String wanted) {
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("nested too deep");
        }
        Variant value = plainValue(wanted);
        if (value.type().length() > MAX_SIGNATURE) {
            throw new IllegalArgumentException("a type too long");
        }
        depth--;
        return value;
    }

    private Variant plainValue(String wanted) {
        char first = peek();
        switch (first) {
            case '@' -> {
                at++;
                String type = type();
                return check(value(type), type);
            }
            case '\'', '"' -> {
                return check(Variant.text(quoted()), wanted);
            }
            case '[' -> {
                return array(wanted);
            }
            case '(' -> {
                return tuple(wanted);
            }
            case '<' -> {
                at++;
                Variant inner = value("");
                expect('>');
                return new Variant("v", inner);
            }
            default -> {
                String word = word();
                String type = named(word);
                if (!type.isEmpty()) {
                    return check(value(type), type);
                }
                return word.equals("true") || word.equals("false")
                        ? Variant.flag(word.equals("true"))
                        : number(word, wanted);
            }
        }
    }

    private Variant array(String wanted) {
        at++;
        String element = wanted.startsWith("a") ? wanted.substring(1) : "";
        List<Object> elements = new ArrayList<>();
        while (peek() != ']') {
            if (!elements.isEmpty()) {
                expect(',');
            }
            Variant one = value(element);
            element = check(one, element).type();
            elements.add(one.value());
        }
        at++;
        if (element.isEmpty()) {
            throw new IllegalArgumentException("an empty array without a type");
        }
        return new Variant("a" + element, elements);
    }

    private Variant tuple(String wanted) {
        at++;
        StringBuilder type = new StringBuilder("(");
        List<Object> members = new ArrayList<>();
        int next = 1;
        while (peek() != ')') {
            if (!members.isEmpty()) {
                expect(',');
                if (peek() == ')') { // of one member
                    break;
                }
            }
            int end = next < wanted.length() - 1 ? typeEnd(wanted, next, MAX_DEPTH) : next;
            Variant one = value(end > next ? wanted.substring(next, end) : "");
            next = end;
            type.append(one.type());
            members.add(one.value());
        }
        at++;
        if (members.isEmpty()) {
            throw new IllegalArgumentException("D-Bus has no empty struct");
        }
        return new Variant(type.append(')').toString(), members);
    }

    private static Variant number(String word, String wanted) {
        String type = wanted;
        if (type.isEmpty()) {
            type = word.indexOf('.') >= 0 || (word.indexOf('e') > 0 && !word.startsWith("0x")) ? "d" : "i";
        }
        return switch (type) {
            case "d" -> new Variant(type, Double.valueOf(word));
            case "y" -> new Variant(type, integer(word, 0, 255));
            case "n" -> new Variant(type, integer(word, Short.MIN_VALUE, Short.MAX_VALUE));
            case "q" -> new Variant(type, integer(word, 0, 65535));
            case "i" -> new Variant(type, integer(word, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case "u" -> new Variant(type, integer(word, 0, 0xFFFF_FFFFL));
            case "x" -> new Variant(type, integer(word, Long.MIN_VALUE, Long.MAX_VALUE));
            case "t" ->
                new Variant(
                        type,
                        hexadecimal(word)
                                ? Long.parseUnsignedLong(word.substring(2), 16)
                                : Long.parseUnsignedLong(word));
            default -> throw new IllegalArgumentException("a number where there should be none");
        };
    }

    private static long integer(String word, long least, long most) {
        long value = hexadecimal(word) ? Long.parseLong(word.substring(2), 16) : Long.parseLong(word);
        if (value < least || value > most) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    private static boolean hexadecimal(String word) {
        return word.startsWith("0x");
    }

    private String quoted() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\\' && at < text.length()) {
                c = text.charAt(at++);
                c = switch (c) {
                    case 'n' -> '\n';
                    case 't' -> '\t';
                    case 'r' -> '\r';
                    default -> c;
                };
            }
            if (c == '\0') {
                throw new IllegalArgumentException("a string with a NUL");
            }
            value.append(c);
        }
        expect(quote);
        return value.toString();
    }

    private String word() {
        int start = at;
        while (at < text.length()
                && (Character.isLetterOrDigit(text.charAt(at)) || "+-._".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return text.substring(start, at);
    }

    private String type() {
        int start = at;
        at = typeEnd(text, at, MAX_DEPTH);
        return text.substring(start, at);
    }

    /** The place behind a complete type that D-Bus knows. */
    private static int typeEnd(String text, int start, int depth) {
        char first = start < text.length() ? text.charAt(start) : ' ';
        if (depth == 0) {
            throw new IllegalArgumentException("nested too deep");
        }
        if (first == 'a') {
            return typeEnd(text, start + 1, depth - 1);
        }
        if (first != '(') {
            if ("ybnqiuxtdsv".indexOf(first) < 0) {
                throw new IllegalArgumentException("no type");
            }
            return start + 1;
        }
        int next = typeEnd(text, start + 1, depth - 1);
        while (next < text.length() && text.charAt(next) != ')') {
            next = typeEnd(text, next, depth - 1);
        }
        if (next == text.length()) {
            throw new IllegalArgumentException("no type");
        }
        return next + 1;
    }

    private static String named(String word) {
        return switch (word) {
            case "boolean" -> "b";
            case "byte" -> "y";
            case "int16" -> "n";
            case "uint16" -> "q";
            case "int32" -> "i";
            case "uint32" -> "u";
            case "int64" -> "x";
            case "uint64" -> "t";
            case "double" -> "d";
            case "string" -> "s";
            default -> "";
        };
    }

    private static Variant check(Variant value, String wanted) {
        if (!wanted.isEmpty() && !value.type().equals(wanted)) {
            throw new IllegalArgumentException("another type");
        }
        return value;
    }

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
    }

    /** The next character that is no blank; NUL at the end. */
    private char peek() {
        blanks();
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void expect(char wanted) {
        if (peek() != wanted) {
            throw new IllegalArgumentException("something else");
        }
        at++;
    }
}
