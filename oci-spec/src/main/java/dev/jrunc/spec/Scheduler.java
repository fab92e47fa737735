package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The scheduling policy of the process; runtime, deadline and period are unsigned nanoseconds. */
public record Scheduler(
        String policy,
        @Nullable Integer nice,
        @Nullable Integer priority,
        List<String> flags,
        @Nullable Long runtime,
        @Nullable Long deadline,
        @Nullable Long period) {
    public Scheduler {
        flags = List.copyOf(flags);
    }
}
