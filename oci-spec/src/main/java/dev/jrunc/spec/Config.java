package dev.jrunc.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole config.json of a bundle, as far as it concerns Linux. */
public record Config(
        String ociVersion,
        @Nullable Root root,
        @Nullable Process process,
        @Nullable String hostname,
        @Nullable String domainname,
        List<Mount> mounts,
        @Nullable Hooks hooks,
        Map<String, String> annotations,
        @Nullable Linux linux) {
    public Config {
        mounts = List.copyOf(mounts);
        annotations = OrderedMap.copyOf(annotations);
    }
}
