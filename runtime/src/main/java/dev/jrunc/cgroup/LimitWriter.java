package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Refusal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes limits one after the other: finds the controller's directory, or says why there is none. */
final class LimitWriter {
    private static final String PREFIX = "/linux/resources/";

    private final CgroupPaths paths;
    private final boolean update;
    private final LimitSink sink;
    /** The directory of the limit that is being written. */
    private String directory = "";

    LimitWriter(CgroupPaths paths, boolean update, LimitSink sink) {
        this.paths = paths;
        this.update = update;
        this.sink = sink;
    }

    boolean pureV2() {
        return paths.pureV2();
    }

    /** True when older limits may be in force, so that an order that suits them must be found. */
    boolean update() {
        return update;
    }

    CgroupPaths paths() {
        return paths;
    }

    /** Begins a limit: {@code pointer} below linux.resources, {@code name} for people. */
    LimitWriter at(String controller, String pointer, String name, String value) throws Refusal {
        CgroupDirectory found = paths.find(controller);
        if (found == null && paths.directories().isEmpty()) {
            // Callers look for these words.
            throw new Refusal(
                    "cannot set " + name + ": container could not join or create cgroup",
                    PREFIX + pointer,
                    "leave the limit out, or start the container where cgroups may be made");
        }
        if (found == null) {
            throw new Refusal(
                    "cannot set " + name + " to " + value + ": the cgroup controller \"" + controller
                            + "\" is not mounted on this host",
                    PREFIX + pointer,
                    "mount it, or leave the limit out");
        }
        directory = found.path();
        sink.at(PREFIX + pointer, "cannot set " + name + " to " + value);
        if (found.version() == 2) {
            hint(
                    Errno.ENOENT,
                    "the controller \"" + controller + "\" is not enabled for this cgroup, or its kernel lacks the file"
                            + " (see cgroup.controllers in the parent)");
        }
        return this;
    }

    LimitWriter hint(int errno, String text) {
        sink.hint(errno, text);
        return this;
    }

    LimitWriter warn(String text) {
        sink.warn(text);
        return this;
    }

    LimitWriter put(String file, String line) {
        return put(file, 0, line);
    }

    LimitWriter put(String file, int flags, String line) {
        sink.put(directory + "/" + file, flags, List.of(line));
        return this;
    }

    LimitWriter put(String file, List<String> lines) {
        sink.put(directory + "/" + file, 0, lines);
        return this;
    }

    Refusal refuse(String pointer, String message) {
        return new Refusal(message, PREFIX + pointer, null);
    }

    /** For a setting that cgroup2 has no file for. */
    Refusal onlyV1(String pointer) {
        return new Refusal(
                "linux.resources." + pointer.replace('/', '.') + " exists only in cgroup v1, this host has v2",
                PREFIX + pointer,
                "leave it out");
    }

    /** Engines send 0 for "leave it". */
    static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
