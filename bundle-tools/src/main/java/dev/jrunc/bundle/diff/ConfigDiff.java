package dev.jrunc.bundle.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.bundle.diff.Change.Effect;
import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.json.ConfigWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares two configurations by what they mean for the isolation of the container. */
public final class ConfigDiff {
    private final List<Change> changes = new ArrayList<>();

    private ConfigDiff() {}

    /** From the first to the second; empty when both isolate alike. */
    public static List<Change> between(Config before, Config after) {
        ConfigDiff diff = new ConfigDiff();
        diff.process(before.process(), after.process());
        diff.root(before.root(), after.root());
        diff.mounts(before.mounts(), after.mounts());
        diff.linux(before.linux(), after.linux());
        diff.others(before, after);
        return List.copyOf(diff.changes);
    }

    private void add(String pointer, Effect effect, String message) {
        changes.add(new Change(pointer, effect, message));
    }

    private void value(String pointer, String name, @Nullable Object before, @Nullable Object after) {
        if (!Objects.equals(before, after)) {
            add(pointer, Effect.OTHER, name + " " + shown(before) + " becomes " + shown(after));
        }
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "(not set)" : value.toString();
    }

    /** A switch that makes the wall higher when it is on. */
    private void guard(String pointer, String name, @Nullable Boolean before, @Nullable Boolean after) {
        boolean was = Boolean.TRUE.equals(before);
        boolean is = Boolean.TRUE.equals(after);
        if (was != is) {
            add(pointer, is ? Effect.STRONGER : Effect.WEAKER, name + (is ? " is on" : " is off"));
        }
    }

    /** Names of which each that is there lets the container do more, or with the sign turned, less. */
    private void names(String pointer, String what, List<String> before, List<String> after, boolean guards) {
        for (String name : after) {
            if (!before.contains(name)) {
                add(pointer, guards ? Effect.STRONGER : Effect.WEAKER, what + " " + name + " is added");
            }
        }
        for (String name : before) {
            if (!after.contains(name)) {
                add(pointer, guards ? Effect.WEAKER : Effect.STRONGER, what + " " + name + " is gone");
            }
        }
    }

    private void process(@Nullable Process before, @Nullable Process after) {
        if (before == null || after == null) {
            if ((before == null) != (after == null)) {
                add("/process", Effect.OTHER, after == null ? "there is no process" : "there is a process");
            }
            return;
        }
        user(before, after);
        Capabilities none = new Capabilities(List.of(), List.of(), List.of(), List.of(), List.of());
        Capabilities was = Objects.requireNonNullElse(before.capabilities(), none);
        Capabilities is = Objects.requireNonNullElse(after.capabilities(), none);
        String at = "/process/capabilities/";
        names(at + "bounding", "bounding capability", was.bounding(), is.bounding(), false);
        names(at + "effective", "effective capability", was.effective(), is.effective(), false);
        names(at + "permitted", "permitted capability", was.permitted(), is.permitted(), false);
        names(at + "inheritable", "inheritable capability", was.inheritable(), is.inheritable(), false);
        names(at + "ambient", "ambient capability", was.ambient(), is.ambient(), false);
        guard("/process/noNewPrivileges", "no_new_privs", before.noNewPrivileges(), after.noNewPrivileges());
    }

    private void user(Process before, Process after) {
        long was = before.user().uid();
        long is = after.user().uid();
        if (was != is) {
            add(
                    "/process/user/uid",
                    is == 0 ? Effect.WEAKER : was == 0 ? Effect.STRONGER : Effect.OTHER,
                    "user id " + was + " becomes " + is);
        }
    }

    private void root(@Nullable Root before, @Nullable Root after) {
        value(
                "/root/path",
                "root filesystem",
                before == null ? null : before.path(),
                after == null ? null : after.path());
        guard(
                "/root/readonly",
                "a read-only root filesystem",
                before == null ? null : before.readonly(),
                after == null ? null : after.readonly());
    }

    private void mounts(List<Mount> before, List<Mount> after) {
        Map<String, Mount> was = byDestination(before);
        Map<String, Mount> is = byDestination(after);
        for (Mount mount : is.values()) {
            Mount old = was.get(mount.destination());
            if (old == null) {
                add(
                        "/mounts" + mount.destination(),
                        mount.isBind() ? Effect.WEAKER : Effect.OTHER,
                        mount.isBind()
                                ? shown(mount.source()) + " of the host is mounted at " + mount.destination()
                                : shown(mount.type()) + " is mounted at " + mount.destination());
            } else if (!old.equals(mount)) {
                change(old, mount);
            }
        }
        for (Mount mount : was.values()) {
            if (!is.containsKey(mount.destination())) {
                add(
                        "/mounts" + mount.destination(),
                        mount.isBind() ? Effect.STRONGER : Effect.OTHER,
                        "nothing is mounted at " + mount.destination() + " any more");
            }
        }
    }

    private void change(Mount before, Mount after) {
        String at = "/mounts" + after.destination();
        value(at, "source", before.source(), after.source());
        value(at, "type", before.type(), after.type());
        for (String option : List.of("ro", "nosuid", "nodev", "noexec")) {
            guard(
                    at,
                    option + " at " + after.destination(),
                    before.options().contains(option),
                    after.options().contains(option));
        }
        List<String> was = new ArrayList<>(before.options());
        List<String> is = new ArrayList<>(after.options());
        was.removeAll(List.of("ro", "rw", "nosuid", "nodev", "noexec"));
        is.removeAll(List.of("ro", "rw", "nosuid", "nodev", "noexec"));
        value(at, "options", was, is);
    }

    private static Map<String, Mount> byDestination(List<Mount> mounts) {
        Map<String, Mount> result = new LinkedHashMap<>();
        for (Mount mount : mounts) {
            result.put(mount.destination(), mount);
        }
        return result;
    }

    private void linux(@Nullable Linux before, @Nullable Linux after) {
        if (before == null || after == null) {
            if ((before == null) != (after == null)) {
                add(
                        "/linux",
                        after == null ? Effect.WEAKER : Effect.STRONGER,
                        after == null ? "nothing of Linux is isolated any more" : "there is a part for Linux");
            }
            return;
        }
        namespaces(before, after);
        names("/linux/maskedPaths", "masked path", before.maskedPaths(), after.maskedPaths(), true);
        names("/linux/readonlyPaths", "read-only path", before.readonlyPaths(), after.readonlyPaths(), true);
        seccomp(before.seccomp(), after.seccomp());
    }

    private void namespaces(Linux before, Linux after) {
        Map<String, String> was = new LinkedHashMap<>();
        before.namespaces().forEach(each -> was.put(each.type(), each.path() == null ? "" : each.path()));
        Map<String, String> is = new LinkedHashMap<>();
        after.namespaces().forEach(each -> is.put(each.type(), each.path() == null ? "" : each.path()));
        is.forEach((type, path) -> {
            String old = was.get(type);
            if (old == null) {
                add(
                        "/linux/namespaces",
                        Effect.STRONGER,
                        path.isEmpty()
                                ? "a " + type + " namespace of its own"
                                : "the " + type + " namespace at " + path);
            } else if (!old.equals(path)) {
                add(
                        "/linux/namespaces",
                        path.isEmpty() ? Effect.STRONGER : Effect.WEAKER,
                        path.isEmpty()
                                ? "a " + type + " namespace of its own instead of " + old
                                : "the " + type + " namespace at " + path + " is shared");
            }
        });
        was.keySet().forEach(type -> {
            if (!is.containsKey(type)) {
                add("/linux/namespaces", Effect.WEAKER, "the " + type + " namespace of the host is shared");
            }
        });
    }

    private void seccomp(@Nullable Seccomp before, @Nullable Seccomp after) {
        if (before == null || after == null) {
            if ((before == null) != (after == null)) {
                add(
                        "/linux/seccomp",
                        after == null ? Effect.WEAKER : Effect.STRONGER,
                        after == null ? "no system call is filtered" : "system calls are filtered");
            }
        }
    }

    /** What has no words of its own above is named at least: nothing that is different stays unsaid. */
    private void others(Config before, Config after) {
        others("", tree(before), tree(after));
    }

    private void others(String at, JsonNode before, JsonNode after) {
        if (before.equals(after)) {
            return;
        }
        boolean said = changes.stream().anyMatch(change -> change.pointer().startsWith(at + "/"));
        if (before.isObject() && after.isObject()) {
            Set<String> names = new LinkedHashSet<>();
            before.fieldNames().forEachRemaining(names::add);
            after.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                others(Pointer.child(at, name), before.path(name), after.path(name));
            }
        } else if (!said && !covered(at)) {
            String was = before.isMissingNode() ? "(not set)" : before.toString();
            add(at, Effect.OTHER, was + " becomes " + (after.isMissingNode() ? "(not set)" : after));
        }
    }

    private boolean covered(String pointer) {
        return changes.stream()
                .anyMatch(change -> pointer.equals(change.pointer()) || pointer.startsWith(change.pointer() + "/"));
    }

    private static JsonNode tree(Config config) {
        try {
            return new ObjectMapper().readTree(ConfigWriter.write(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
