package dev.jrunc.bundle.generate;

/** Writes JSON indented with tabs; plain text because {@code spec} is too short a command to load a library for. */
final class JsonText {
    private final StringBuilder out = new StringBuilder(4096);
    private int depth;
    private boolean empty = true;

    /** Opens an object or array that is the document or an element of an array. */
    JsonText open(char bracket) {
        newItem();
        return begin(bracket);
    }

    /** Opens an object or array that is the value of a property. */
    JsonText open(String name, char bracket) {
        key(name);
        return begin(bracket);
    }

    JsonText close(char bracket) {
        depth--;
        if (!empty) {
            newLine();
        }
        out.append(bracket);
        empty = false;
        return this;
    }

    JsonText field(String name, String value) {
        key(name);
        string(value);
        return this;
    }

    JsonText field(String name, long value) {
        key(name);
        out.append(value);
        return this;
    }

    JsonText field(String name, boolean value) {
        key(name);
        out.append(value);
        return this;
    }

    JsonText field(String name, Iterable<String> values) {
        open(name, '[');
        for (String value : values) {
            element(value);
        }
        return close(']');
    }

    JsonText field(String name, String[] values) {
        open(name, '[');
        for (String value : values) {
            element(value);
        }
        return close(']');
    }

    JsonText element(String value) {
        newItem();
        string(value);
        return this;
    }

    JsonText element(long value) {
        newItem();
        out.append(value);
        return this;
    }

    String text() {
        return out.toString();
    }

    private JsonText begin(char bracket) {
        out.append(bracket);
        depth++;
        empty = true;
        return this;
    }

    private void key(String name) {
        newItem();
        string(name);
        out.append(": ");
    }

    private void newItem() {
        if (!empty) {
            out.append(',');
        }
        empty = false;
        if (depth > 0) {
            newLine();
        }
    }

    private void newLine() {
        out.append('\n');
        for (int i = 0; i < depth; i++) {
            out.append('\t');
        }
    }

    private void string(String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20) {
                        out.append(c < 0x10 ? "\\u000" : "\\u001").append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
