package dev.jrunc.cli;

import org.jspecify.annotations.Nullable;

/** A command line that does not fit the syntax. */
final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable String command;
    private final String complaint;

    /**
     * @param command the command whose syntax was not met, null: the global options
     * @param complaint for the first line, after "Incorrect Usage"
     */
    UsageException(@Nullable String command, String complaint, String message) {
        super(message, null, false, false);
        this.command = command;
        this.complaint = complaint;
    }

    @Nullable
    String command() {
        return command;
    }

    String complaint() {
        return complaint;
    }
}
