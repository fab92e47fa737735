package dev.jrunc.spec.json;

/**
 * What is wrong with a document, and where.
 *
 * @param source the name of the document, such as {@code config.json}
 * @param line counted from 1
 * @param column counted in bytes from 1
 * @param pointer the JSON pointer (RFC 6901) of the value, empty for the whole document
 * @param message what was expected and what was found
 */
public record JsonProblem(String source, int line, int column, String pointer, String message) {

    /** The problem as one line: {@code config.json:41:17: /process/args: expected …, found …}. */
    public String text() {
        String where = source + ":" + line + ":" + column + ": ";
        return pointer.isEmpty() ? where + message : where + pointer + ": " + message;
    }

    /** A parser's message in plain words, without remarks on its input, features and codes of characters. */
    public static String plain(String message) {
        if (message.contains("(non-standard) comment")) {
            return "JSON has no comments";
        }
        if (message.contains("Leading zero")) {
            return "JSON numbers are decimal and do not begin with 0";
        }
        if (message.startsWith("Non-standard token")) {
            return "JSON has no NaN and no infinity";
        }
        int at = message.indexOf("[Source:");
        int open = at < 0 ? -1 : message.lastIndexOf(" (", at);
        String text = open < 0 ? message : message.substring(0, open);
        int code = text.indexOf(" (code ");
        int end = code < 0 ? -1 : text.indexOf("))", code);
        String plain = end < 0 ? text : text.substring(0, code) + text.substring(end + 1);
        if (plain.startsWith("Unexpected character (']'") || plain.startsWith("Unexpected character ('}'")) {
            return plain + " (a comma too many?)";
        }
        if (plain.startsWith("Unexpected end-of-input")) {
            int colon = plain.indexOf(": ");
            return "the text ends too early" + (colon < 0 ? "" : plain.substring(colon));
        }
        int expected = plain.startsWith("Unrecognized token") ? plain.indexOf(": was expecting") : -1;
        return expected < 0
                ? plain
                : plain.substring(0, expected) + ": text stands in double quotes, true, false and null in lower case";
    }
}
