package dev.jrunc.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The namespaces and cgroups that the tests run in, made by conformance/jail. */
public final class Jail {
    /** For the test's own files: the one directory below /run that is not looked at for what a runtime leaves. */
    static final String TEMPORARY = "/run/tmp";

    private Jail() {}

    /** Why tests can't run here; null if they can. */
    public static @Nullable String problem() {
        String outer = System.getenv("CONFORMANCE_OUTER_MNT");
        if (outer == null || System.getenv("CONFORMANCE_CGROUP") == null) {
            return "not in a mount namespace of its own, where a weak runtime can't hurt the host: start the tests by "
                    + "\"conformance/run\" or \"mvn verify\", as root";
        }
        if (Host.link("/proc/self/ns/mnt").equals(outer)) {
            return "the mount namespace is the host's";
        }
        for (String path : List.of("/", "/usr", "/etc", "/dev")) {
            if (Files.isWritable(Path.of(path))) {
                return path + " can be written to, and a runtime might remove what is there";
            }
        }
        return null;
    }

    /** Whether processes and /run are the host's, for tests of what runs there: CONFORMANCE_HOST=1. */
    public static boolean isOpen() {
        return System.getenv("CONFORMANCE_HOST") != null;
    }

    /** The cgroup that everything of this run is below, without a slash. */
    static String cgroup() {
        String name = System.getenv("CONFORMANCE_CGROUP");
        if (name == null) {
            throw new IllegalStateException(problem());
        }
        return name;
    }
}
