package dev.jrunc.bundle.lint;

import org.jspecify.annotations.Nullable;

/**
 * One thing to say about a document.
 *
 * @param pointer the JSON pointer (RFC 6901) of the value, empty for the whole document
 * @param line counted from 1
 * @param column counted in bytes from 1
 * @param clause the part of the specification or the manual page that says so, such as {@code config.md#mounts}
 * @param message what is wrong
 * @param hint what to do about it
 */
public record Finding(
        String pointer,
        int line,
        int column,
        Level level,
        String clause,
        String message,
        @Nullable String hint) {

    /** The finding as one line: {@code config.json:12:5: MUST /process/cwd: message; hint [clause]}. */
    public String text(String source) {
        StringBuilder out = new StringBuilder(source)
                .append(':')
                .append(line)
                .append(':')
                .append(column)
                .append(": ")
                .append(level)
                .append(' ');
        if (!pointer.isEmpty()) {
            out.append(pointer).append(": ");
        }
        out.append(message);
        if (hint != null) {
            out.append("; ").append(hint);
        }
        return out.append(" [").append(clause).append(']').toString();
    }
}
