package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The resctrl group of the container (config-linux.md#intelrdt).
 *
 * <p>{@code schemata} is empty when absent.
 */
public record IntelRdt(
        @Nullable String closID,
        List<String> schemata,
        @Nullable String l3CacheSchema,
        @Nullable String memBwSchema,
        @Nullable Boolean enableMonitoring) {
    public IntelRdt {
        schemata = List.copyOf(schemata);
    }
}
