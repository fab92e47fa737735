package dev.jrunc.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a runtime can do, as {@code features} prints it.
 *
 * <p>{@code null} means unknown, an empty list means none (features.md).
 */
public record Features(
        String ociVersionMin,
        String ociVersionMax,
        @Nullable List<String> hooks,
        @Nullable List<String> mountOptions,
        @Nullable LinuxFeatures linux,
        Map<String, String> annotations,
        @Nullable List<String> potentiallyUnsafeConfigAnnotations) {
    public Features {
        hooks = hooks == null ? null : List.copyOf(hooks);
        mountOptions = mountOptions == null ? null : List.copyOf(mountOptions);
        annotations = OrderedMap.copyOf(annotations);
        potentiallyUnsafeConfigAnnotations =
                potentiallyUnsafeConfigAnnotations == null ? null : List.copyOf(potentiallyUnsafeConfigAnnotations);
    }

    /** What the runtime knows of the Linux part of the specification. */
    public record LinuxFeatures(
            @Nullable List<String> namespaces,
            @Nullable List<String> capabilities,
            @Nullable CgroupFeatures cgroup,
            @Nullable SeccompFeatures seccomp,
            @Nullable Toggle apparmor,
            @Nullable Toggle selinux,
            @Nullable IntelRdtFeatures intelRdt,
            @Nullable MemoryPolicyFeatures memoryPolicy,
            @Nullable MountExtensions mountExtensions,
            @Nullable Toggle netDevices) {
        public LinuxFeatures {
            namespaces = namespaces == null ? null : List.copyOf(namespaces);
            capabilities = capabilities == null ? null : List.copyOf(capabilities);
        }
    }

    /** Which cgroup versions and managers the runtime can drive. */
    public record CgroupFeatures(
            @Nullable Boolean v1,
            @Nullable Boolean v2,
            @Nullable Boolean systemd,
            @Nullable Boolean systemdUser,
            @Nullable Boolean rdma) {}

    /** What the runtime can filter, and how. */
    public record SeccompFeatures(
            @Nullable Boolean enabled,
            @Nullable List<String> actions,
            @Nullable List<String> operators,
            @Nullable List<String> archs,
            @Nullable List<String> knownFlags,
            @Nullable List<String> supportedFlags) {
        public SeccompFeatures {
            actions = actions == null ? null : List.copyOf(actions);
            operators = operators == null ? null : List.copyOf(operators);
            archs = archs == null ? null : List.copyOf(archs);
            knownFlags = knownFlags == null ? null : List.copyOf(knownFlags);
            supportedFlags = supportedFlags == null ? null : List.copyOf(supportedFlags);
        }
    }

    /** Which properties of intelRdt the runtime knows. */
    public record IntelRdtFeatures(
            @Nullable Boolean enabled,
            @Nullable Boolean schemata,
            @Nullable Boolean monitoring) {}

    /** Which memory policies the runtime knows. */
    public record MemoryPolicyFeatures(
            @Nullable List<String> modes, @Nullable List<String> flags) {
        public MemoryPolicyFeatures {
            modes = modes == null ? null : List.copyOf(modes);
            flags = flags == null ? null : List.copyOf(flags);
        }
    }

    /** Which extensions of mounts the runtime knows. */
    public record MountExtensions(@Nullable Toggle idmap) {}

    /** A feature that is there or not. */
    public record Toggle(@Nullable Boolean enabled) {}
}
