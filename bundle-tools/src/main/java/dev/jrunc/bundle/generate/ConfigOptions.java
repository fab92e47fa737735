package dev.jrunc.bundle.generate;

import java.util.List;

/**
 * What may differ between two new config.json files; everything else is {@link Defaults}.
 *
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
        boolean terminal,
        String rootPath,
        boolean readonlyRoot,
        boolean rootless,
        boolean cgroupNamespace,
        List<IdMap> uidMaps,
        List<IdMap> gidMaps) {
    public ConfigOptions {
        args = List.copyOf(args);
        env = List.copyOf(env);
        uidMaps = List.copyOf(uidMaps);
        gidMaps = List.copyOf(gidMaps);
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
                true,
                "rootfs",
                true,
                rootless,
                host.cgroup2(),
                rootless ? List.of(new IdMap(0, host.uid(), 1)) : List.of(),
                rootless ? List.of(new IdMap(0, host.gid(), 1)) : List.of());
    }
}
