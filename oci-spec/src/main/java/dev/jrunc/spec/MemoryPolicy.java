package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The NUMA memory policy of the process; {@code nodes} is a list such as {@code 0-3,7}. */
public record MemoryPolicy(String mode, @Nullable String nodes, List<String> flags) {
    public MemoryPolicy {
        flags = List.copyOf(flags);
    }
}
