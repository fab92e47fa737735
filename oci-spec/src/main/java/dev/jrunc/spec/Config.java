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

    /** The Linux part, with nothing in it when there is none. */
    public Linux linuxOrNone() {
        return linux == null ? Linux.NONE : linux;
    }

    /** The hooks, none when there are none. */
    public Hooks hooksOrNone() {
        return hooks == null ? Hooks.NONE : hooks;
    }

    /** The same with another Linux part. */
    public Config with(Linux linux) {
        return new Config(ociVersion, root, process, hostname, domainname, mounts, hooks, annotations, linux);
    }

    /** The same with another process and other mounts. */
    public Config with(Process process, List<Mount> mounts) {
        return new Config(ociVersion, root, process, hostname, domainname, mounts, hooks, annotations, linux);
    }
}
