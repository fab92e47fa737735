package dev.jrunc.plan;

import java.util.Map;

/**
 * JSON text for templates: values that only the launcher knows stand in it as slots, which no JSON writer could place.
 */
public final class JsonText {
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(512);

    /** Appends punctuation, names and slots as they are. */
    public JsonText raw(String literal) {
        text.append(literal);
        return this;
    }

    public JsonText number(long value) {
        text.append(value);
        return this;
    }

    /** Appends a JSON string (RFC 8259 section 7). */
    public JsonText string(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> text.append("\\\"");
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7F) {
                        text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                    } else {
                        text.append(c);
                    }
                }
            }
        }
        text.append('"');
        return this;
    }

    /**
     * Appends an object of strings.
     *
     * @param indent white space in front of each member, "" for one line
     */
    public JsonText object(Map<String, String> members, String indent) {
        text.append('{');
        boolean first = true;
        for (Map.Entry<String, String> member : members.entrySet()) {
            if (!first) {
                text.append(',');
            }
            first = false;
            if (!indent.isEmpty()) {
                text.append('\n').append(indent).append("  ");
            }
            string(member.getKey()).raw(indent.isEmpty() ? ":" : ": ").string(member.getValue());
        }
        if (!indent.isEmpty() && !first) {
            text.append('\n').append(indent);
        }
        text.append('}');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
