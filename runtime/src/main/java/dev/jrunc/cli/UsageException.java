package dev.jrunc.cli;

import org.jspecify.annotations.Nullable;

/** A command line that does not fit the syntax. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String command;
    private final String complaint;
    private final @Nullable String hint;

    /**
     * @param command the command whose syntax was not met, null: the global options
     * @param complaint for the first line, after "Incorrect Usage"
     * @param hint what to do, or null
     */
    UsageException(@Nullable String command, String complaint, String message, @Nullable String hint) {
        super(message, null, false, false);
        this.command = command;
        this.complaint = complaint;
        this.hint = hint;
    }

    @Nullable
    String command() {
        return command;
    }

    String complaint() {
        return complaint;
    }

    @Nullable
    String hint() {
        return hint;
    }
}
