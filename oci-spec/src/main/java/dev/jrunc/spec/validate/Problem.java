package dev.jrunc.spec.validate;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a document.
 *
 * @param pointer the JSON pointer (RFC 6901) of the value
 * @param level how bad it is
 * @param specAnchor the sentence of the specification or manual, such as {@code config.md#mounts}
 * @param message what is wrong
 * @param hint what to do about it
 */
public record Problem(
        String pointer,
        Level level,
        String specAnchor,
        String message,
        @Nullable String hint) {

    /** How bad a problem is. */
    public enum Level {
        /** No container can be made of this. */
        MUST,
        /** The specification advises against it. */
        SHOULD,
        /** It is allowed and probably not what was meant. */
        WARN
    }

    /** The problem as one line: {@code /process/cwd: message; hint}. */
    public String text() {
        String line = pointer + ": " + message;
        return hint == null ? line : line + "; " + hint;
    }
}
