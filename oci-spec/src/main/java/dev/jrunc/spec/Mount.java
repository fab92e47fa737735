package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One mount, in the order of the document; {@code destination} is empty when the document has none. */
public record Mount(
        String destination,
        @Nullable String type,
        @Nullable String source,
        List<String> options,
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings) {
    public Mount {
        options = List.copyOf(options);
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
    }

    /** True when the options ask for a bind mount; the type is ignored then (config.md#mounts). */
    public boolean isBind() {
        return options.contains("bind") || options.contains("rbind");
    }
}
