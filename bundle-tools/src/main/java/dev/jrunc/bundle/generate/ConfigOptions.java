package dev.jrunc.bundle.generate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What may differ between two new config.json files; everything else is {@link Defaults}.
 *
 * @param volumes directories that get a tmpfs with what the root filesystem has there
 * @param rootless for a runtime without privileges: no network namespace, the host's sysfs, no limits
 * @param cgroupNamespace on hosts with cgroup v2 only, as {@code runc spec} decides
 */
public record ConfigOptions(
        String hostname,
        List<String> args,
        List<String> env,
        String cwd,
        long uid,
        long gid,
        List<Long> additionalGids,
        boolean terminal,
        String rootPath,
        boolean readonlyRoot,
        boolean rootless,
        boolean cgroupNamespace,
        List<IdMap> uidMaps,
        List<IdMap> gidMaps,
        List<String> volumes,
        Map<String, String> annotations) {
    public ConfigOptions {
        args = List.copyOf(args);
        env = List.copyOf(env);
        uidMaps = List.copyOf(uidMaps);
        gidMaps = List.copyOf(gidMaps);
        additionalGids = List.copyOf(additionalGids);
        volumes = List.copyOf(volumes);
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    /** What {@code spec} writes on this host. */
    public static ConfigOptions initial(String hostname, boolean rootless, HostFacts host) {
        return new ConfigOptions(
                hostname,
                List.of("sh"),
                List.of(Defaults.ENVIRONMENT),
                "/",
                0,
                0,
                List.of(),
                true,
                "rootfs",
                true,
                rootless,
                host.cgroup2(),
                rootless ? List.of(new IdMap(0, host.uid(), 1)) : List.of(),
                rootless ? List.of(new IdMap(0, host.gid(), 1)) : List.of(),
                List.of(),
                Map.of());
    }

    /** The same in a user namespace of these ids. */
    public ConfigOptions withMaps(List<IdMap> uids, List<IdMap> gids) {
        return new ConfigOptions(
                hostname,
                args,
                env,
                cwd,
                uid,
                gid,
                additionalGids,
                terminal,
                rootPath,
                readonlyRoot,
                rootless,
                cgroupNamespace,
                uids,
                gids,
                volumes,
                annotations);
    }
}
