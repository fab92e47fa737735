package dev.jrunc.plan;

import org.jspecify.annotations.Nullable;

/** Something the caller can cause or mend: one line of words, where it is, and what to do. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;
    private final @Nullable String hint;

    /**
     * @param message what is wrong and why, without a full stop
     * @param pointer JSON pointer into config.json, another place in words ({@code --process p.json: /args/0}), or ""
     * @param hint what to do, or null
     */
    public Refusal(String message, String pointer, @Nullable String hint) {
        super(message, null, false, false);
        this.pointer = pointer;
        this.hint = hint;
    }

    public Refusal(String message) {
        this(message, "", null);
    }

    /** The words; never null here. */
    public String message() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    public String pointer() {
        return pointer;
    }

    public @Nullable String hint() {
        return hint;
    }
}
