package dev.jrunc.spec;

import java.util.List;

/** The execution domain of the process. */
public record Personality(String domain, List<String> flags) {
    public Personality {
        flags = List.copyOf(flags);
    }
}
