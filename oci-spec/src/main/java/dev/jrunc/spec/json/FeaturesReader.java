package dev.jrunc.spec.json;

import dev.jrunc.spec.Features;
import dev.jrunc.spec.Features.CgroupFeatures;
import dev.jrunc.spec.Features.IntelRdtFeatures;
import dev.jrunc.spec.Features.LinuxFeatures;
import dev.jrunc.spec.Features.MemoryPolicyFeatures;
import dev.jrunc.spec.Features.MountExtensions;
import dev.jrunc.spec.Features.SeccompFeatures;
import dev.jrunc.spec.Features.Toggle;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@code features} prints. */
public final class FeaturesReader {
    private static final String[] FEATURES = {
        "ociVersionMin",
        "ociVersionMax",
        "hooks",
        "mountOptions",
        "linux",
        "annotations",
        "potentiallyUnsafeConfigAnnotations"
    };
    private static final String[] LINUX_FEATURES = {
        "namespaces",
        "capabilities",
        "cgroup",
        "seccomp",
        "apparmor",
        "selinux",
        "intelRdt",
        "memoryPolicy",
        "mountExtensions",
        "netDevices"
    };
    private static final String[] CGROUP_FEATURES = {"v1", "v2", "systemd", "systemdUser", "rdma"};
    private static final String[] SECCOMP_FEATURES = {
        "enabled", "actions", "operators", "archs", "knownFlags", "supportedFlags"
    };
    private static final String[] INTEL_RDT_FEATURES = {"enabled", "schemata", "monitoring"};
    private static final String[] MEMORY_POLICY_FEATURES = {"modes", "flags"};
    private static final String[] MOUNT_EXTENSIONS = {"idmap"};
    private static final String[] TOGGLE = {"enabled"};

    private FeaturesReader() {}

    /** Reads a whole document of this kind. */
    public static Features read(byte[] json) throws SpecException {
        return read(json, "features.json", null);
    }

    /**
     * Reads a whole document of this kind.
     *
     * @param source the name of the document for messages
     * @param unknown collects the properties that the specification does not know, when given
     */
    public static Features read(byte[] json, String source, @Nullable List<UnknownProperty> unknown)
            throws SpecException {
        JsonCursor in = new JsonCursor(json, source, unknown);
        Features result = features(in);
        in.finish();
        return result;
    }

    static Features features(JsonCursor in) throws SpecException {
        String ociVersionMin = null;
        String ociVersionMax = null;
        List<String> hooks = null;
        List<String> mountOptions = null;
        LinuxFeatures linux = null;
        Map<String, String> annotations = Map.of();
        List<String> potentiallyUnsafeConfigAnnotations = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "ociVersionMin" -> ociVersionMin = in.text();
                case "ociVersionMax" -> ociVersionMax = in.text();
                case "hooks" -> hooks = in.texts();
                case "mountOptions" -> mountOptions = in.texts();
                case "linux" -> linux = linuxFeatures(in);
                case "annotations" -> annotations = in.textMap();
                case "potentiallyUnsafeConfigAnnotations" -> potentiallyUnsafeConfigAnnotations = in.texts();
                default -> in.other(FEATURES);
            }
        }
        if (ociVersionMin == null) {
            throw in.missing("ociVersionMin");
        }
        if (ociVersionMax == null) {
            throw in.missing("ociVersionMax");
        }
        return new Features(
                ociVersionMin,
                ociVersionMax,
                hooks,
                mountOptions,
                linux,
                annotations,
                potentiallyUnsafeConfigAnnotations);
    }

    static LinuxFeatures linuxFeatures(JsonCursor in) throws SpecException {
        List<String> namespaces = null;
        List<String> capabilities = null;
        CgroupFeatures cgroup = null;
        SeccompFeatures seccomp = null;
        Toggle apparmor = null;
        Toggle selinux = null;
        IntelRdtFeatures intelRdt = null;
        MemoryPolicyFeatures memoryPolicy = null;
        MountExtensions mountExtensions = null;
        Toggle netDevices = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "namespaces" -> namespaces = in.texts();
                case "capabilities" -> capabilities = in.texts();
                case "cgroup" -> cgroup = cgroupFeatures(in);
                case "seccomp" -> seccomp = seccompFeatures(in);
                case "apparmor" -> apparmor = toggle(in);
                case "selinux" -> selinux = toggle(in);
                case "intelRdt" -> intelRdt = intelRdtFeatures(in);
                case "memoryPolicy" -> memoryPolicy = memoryPolicyFeatures(in);
                case "mountExtensions" -> mountExtensions = mountExtensions(in);
                case "netDevices" -> netDevices = toggle(in);
                default -> in.other(LINUX_FEATURES);
            }
        }
        return new LinuxFeatures(
                namespaces,
                capabilities,
                cgroup,
                seccomp,
                apparmor,
                selinux,
                intelRdt,
                memoryPolicy,
                mountExtensions,
                netDevices);
    }

    static CgroupFeatures cgroupFeatures(JsonCursor in) throws SpecException {
        Boolean v1 = null;
        Boolean v2 = null;
        Boolean systemd = null;
        Boolean systemdUser = null;
        Boolean rdma = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "v1" -> v1 = in.bool();
                case "v2" -> v2 = in.bool();
                case "systemd" -> systemd = in.bool();
                case "systemdUser" -> systemdUser = in.bool();
                case "rdma" -> rdma = in.bool();
                default -> in.other(CGROUP_FEATURES);
            }
        }
        return new CgroupFeatures(v1, v2, systemd, systemdUser, rdma);
    }

    static SeccompFeatures seccompFeatures(JsonCursor in) throws SpecException {
        Boolean enabled = null;
        List<String> actions = null;
        List<String> operators = null;
        List<String> archs = null;
        List<String> knownFlags = null;
        List<String> supportedFlags = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "enabled" -> enabled = in.bool();
                case "actions" -> actions = in.texts();
                case "operators" -> operators = in.texts();
                case "archs" -> archs = in.texts();
                case "knownFlags" -> knownFlags = in.texts();
                case "supportedFlags" -> supportedFlags = in.texts();
                default -> in.other(SECCOMP_FEATURES);
            }
        }
        return new SeccompFeatures(enabled, actions, operators, archs, knownFlags, supportedFlags);
    }

    static IntelRdtFeatures intelRdtFeatures(JsonCursor in) throws SpecException {
        Boolean enabled = null;
        Boolean schemata = null;
        Boolean monitoring = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "enabled" -> enabled = in.bool();
                case "schemata" -> schemata = in.bool();
                case "monitoring" -> monitoring = in.bool();
                default -> in.other(INTEL_RDT_FEATURES);
            }
        }
        return new IntelRdtFeatures(enabled, schemata, monitoring);
    }

    static MemoryPolicyFeatures memoryPolicyFeatures(JsonCursor in) throws SpecException {
        List<String> modes = null;
        List<String> flags = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "modes" -> modes = in.texts();
                case "flags" -> flags = in.texts();
                default -> in.other(MEMORY_POLICY_FEATURES);
            }
        }
        return new MemoryPolicyFeatures(modes, flags);
    }

    static MountExtensions mountExtensions(JsonCursor in) throws SpecException {
        Toggle idmap = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "idmap" -> idmap = toggle(in);
                default -> in.other(MOUNT_EXTENSIONS);
            }
        }
        return new MountExtensions(idmap);
    }

    static Toggle toggle(JsonCursor in) throws SpecException {
        Boolean enabled = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "enabled" -> enabled = in.bool();
                default -> in.other(TOGGLE);
            }
        }
        return new Toggle(enabled);
    }
}
