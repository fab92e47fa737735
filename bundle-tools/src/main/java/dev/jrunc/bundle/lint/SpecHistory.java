package dev.jrunc.bundle.lint;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came with which release of runtime-spec; what is not named here is there since 1.0.0. In a pointer {@code *} stands
 * for any element. The schemas of the releases would not do: the older ones lag behind their text, and none tells when a
 * thing came. {@link Schema} makes better ones of it.
 */
final class SpecHistory {
    static final List<String> RELEASES = List.of("1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.2.0", "1.2.1", "1.3.0");

    /** @param values those that are new; empty when the property is */
    record Entry(String pointer, Set<String> values, String since) {}

    /**
     * A property that is no longer there.
     *
     * @param first the release that it came with, null when it was gone before the first one
     * @param last the version that had it last
     */
    record Removed(String pointer, @Nullable String first, String last, String hint) {
        boolean isIn(String version) {
            return first != null && !isNewer(first, version) && !isNewer(version, last);
        }
    }

    static final List<Entry> ENTRIES = List.of(
            property("1.0.2", "/hooks/createRuntime"),
            property("1.0.2", "/hooks/createContainer"),
            property("1.0.2", "/hooks/startContainer"),
            property("1.0.2", "/process/commandLine"),
            property("1.0.2", "/process/user/umask"),
            property("1.0.2", "/vm"),
            property("1.0.2", "/linux/personality"),
            property("1.0.2", "/linux/intelRdt/closID"),
            property("1.0.2", "/linux/intelRdt/memBwSchema"),
            property("1.0.2", "/linux/resources/memory/useHierarchy"),
            property("1.0.2", "/linux/resources/rdma"),
            property("1.0.2", "/linux/seccomp/flags"),
            values("1.0.2", "/linux/seccomp/defaultAction", "SCMP_ACT_LOG"),
            values("1.0.2", "/linux/seccomp/syscalls/*/action", "SCMP_ACT_LOG"),
            property("1.1.0", "/domainname"),
            property("1.1.0", "/zos"),
            property("1.1.0", "/mounts/*/uidMappings"),
            property("1.1.0", "/mounts/*/gidMappings"),
            values("1.1.0", "/mounts/*/options/*", recursive()),
            values("1.1.0", "/mounts/*/options/*", "tmpcopyup"),
            property("1.1.0", "/process/scheduler"),
            property("1.1.0", "/process/ioPriority"),
            property("1.1.0", "/linux/timeOffsets"),
            values("1.1.0", "/linux/namespaces/*/type", "time"),
            property("1.1.0", "/linux/resources/unified"),
            property("1.1.0", "/linux/resources/cpu/burst"),
            property("1.1.0", "/linux/resources/cpu/idle"),
            property("1.1.0", "/linux/resources/memory/checkBeforeUpdate"),
            property("1.1.0", "/linux/seccomp/defaultErrnoRet"),
            property("1.1.0", "/linux/seccomp/listenerPath"),
            property("1.1.0", "/linux/seccomp/listenerMetadata"),
            property("1.1.0", "/linux/seccomp/syscalls/*/errnoRet"),
            values("1.1.0", "/linux/seccomp/defaultAction", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD"),
            values("1.1.0", "/linux/seccomp/defaultAction", "SCMP_ACT_NOTIFY"),
            values("1.1.0", "/linux/seccomp/syscalls/*/action", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD"),
            values("1.1.0", "/linux/seccomp/syscalls/*/action", "SCMP_ACT_NOTIFY"),
            values("1.1.0", "/linux/seccomp/architectures/*", "SCMP_ARCH_RISCV64"),
            values("1.1.0", "/linux/seccomp/flags/*", "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"),
            values("1.2.0", "/mounts/*/options/*", "idmap", "ridmap"),
            property("1.2.1", "/process/execCPUAffinity"),
            values("1.2.1", "/linux/seccomp/architectures/*", "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K"),
            values("1.2.1", "/linux/seccomp/architectures/*", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB"),
            property("1.3.0", "/freebsd"),
            property("1.3.0", "/linux/intelRdt/schemata"),
            property("1.3.0", "/linux/intelRdt/enableMonitoring"),
            property("1.3.0", "/linux/memoryPolicy"),
            property("1.3.0", "/linux/netDevices"));

    static final List<Removed> REMOVED = List.of(
            new Removed("/linux/intelRdt/enableCMT", "1.1.0", "1.2.1", "1.3.0 has enableMonitoring for it"),
            new Removed("/linux/intelRdt/enableMBM", "1.1.0", "1.2.1", "1.3.0 has enableMonitoring for it"),
            new Removed("/linux/resources/disableOOMKiller", null, "1.0.0-rc6", "it is in memory now"));

    private SpecHistory() {}

    private static Entry property(String since, String pointer) {
        return new Entry(pointer, Set.of(), since);
    }

    private static Entry values(String since, String pointer, String... values) {
        return new Entry(pointer, Set.of(values), since);
    }

    /** The mount options of mount_setattr(2) with AT_RECURSIVE, that mount(8) does not have. */
    private static String[] recursive() {
        return new String[] {
            "ratime",
            "rdev",
            "rdiratime",
            "rexec",
            "rnoatime",
            "rnodev",
            "rnodiratime",
            "rnoexec",
            "rnorelatime",
            "rnostrictatime",
            "rnosuid",
            "rnosymfollow",
            "rrelatime",
            "rro",
            "rrw",
            "rstrictatime",
            "rsuid",
            "rsymfollow"
        };
    }

    static @Nullable Removed removed(String pointer) {
        for (Removed each : REMOVED) {
            if (each.pointer().equalsIgnoreCase(pointer)) {
                return each;
            }
        }
        return null;
    }

    /** Whether something of the release since can't be known to who knows the version only. */
    static boolean isNewer(String since, String version) {
        String[] a = since.split("\\.", -1);
        String[] b = version.split("\\.", -1);
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            int order = Integer.compare(number(a[i]), number(b[i]));
            if (order != 0) {
                return order > 0;
            }
        }
        return false;
    }

    private static int number(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return Integer.MAX_VALUE; // no version: somebody else says so
        }
    }
}
