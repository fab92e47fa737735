package dev.jrunc.bundle.diff;

import java.util.Locale;

/**
 * One difference.
 *
 * @param pointer the JSON pointer (RFC 6901) of what is different, in the document that has it
 * @param effect what it does to the isolation of the container
 * @param message what is different, in words
 */
public record Change(String pointer, Effect effect, String message) {

    /** Which way the wall between container and host moves. */
    public enum Effect {
        /** The container may do, see or use more of the host. */
        WEAKER,
        /** It may do, see or use less. */
        STRONGER,
        /** Neither, or it cannot be told. */
        OTHER
    }

    /** The change as one line. */
    public String text() {
        return effect.name().toLowerCase(Locale.ROOT) + " " + pointer + ": " + message;
    }
}
