package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import java.util.List;

/** Checks the mounts. */
final class MountChecks {
    private static final String MOUNTS = "config.md#mounts";
    private static final String IDMAP = "config.md#posix-platform-mounts";

    private MountChecks() {}

    static void check(List<Mount> mounts, Linux linux, Report report) {
        for (int i = 0; i < mounts.size(); i++) {
            mount(mounts.get(i), "/mounts/" + i, linux, report);
        }
    }

    private static void mount(Mount mount, String at, Linux linux, Report report) {
        String destination = mount.destination();
        if (destination.isEmpty()) {
            report.must(at + "/destination", MOUNTS, "the destination of the mount is missing");
        } else if (destination.charAt(0) != '/') {
            report.should(
                    at + "/destination",
                    MOUNTS,
                    "mount destination " + destination + " is not absolute, using it as relative to /");
        }
        boolean bind = mount.isBind();
        if (bind) {
            String source = mount.source();
            if ((source == null || source.isEmpty()) && !mount.options().contains("remount")) {
                report.must(at + "/source", MOUNTS, "the source of the bind mount is missing");
            }
            bindOptions(mount.options(), at, report);
        } else if (mount.type() == null && !onlyChanges(mount.options())) {
            report.must(at + "/type", MOUNTS, "the type of the mount is missing", "or add the option \"bind\"");
        } else {
            owners(mount.options(), at, linux, report);
        }
        idmap(mount, bind, at, linux, report);
    }

    /** Root of the user namespace mounts it: devpts and tmpfs take no other ids than those mapped. */
    private static void owners(List<String> options, String at, Linux linux, Report report) {
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            boolean user = option.startsWith("uid=");
            if ((user || option.startsWith("gid="))
                    && !IdMappingChecks.mapped(
                            option.substring("uid=".length()), user ? linux.uidMappings() : linux.gidMappings())) {
                report.must(
                        at + "/options/" + i,
                        MOUNTS,
                        option + " names an id that linux." + (user ? "uid" : "gid") + "Mappings do not map",
                        "leave it out, or map the id");
            }
        }
    }

    private static void bindOptions(List<String> options, String at, Report report) {
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (option.isEmpty() || Names.MOUNT_OPTIONS.knows(option) || isDone(option)) {
                continue;
            }
            if (isSetting(option)) {
                report.warn(
                        at + "/options/" + i,
                        MOUNTS,
                        "\"" + option + "\" has no effect: a bind mount has no options of a filesystem");
            } else {
                report.must(
                        at + "/options/" + i,
                        MOUNTS,
                        "bind mounts cannot have any filesystem-specific options applied, found \"" + option + "\"",
                        Names.MOUNT_OPTIONS.hint(option));
            }
        }
    }

    /**
     * Relabel or own the source: the engine's work, which it has done by then. buildah leaves the words in the document
     * (containers/buildah#6071), and older runtimes hand them to the kernel, which passes over them.
     */
    private static boolean isDone(String option) {
        return option.equals("z") || option.equals("Z") || option.equals("U");
    }

    /**
     * {@code size=1k}: the kernel passes over it (mount(2)), and nobody is less safe for that. A word could be a mistyped
     * {@code nosuid}; ids to map would be missed.
     */
    private static boolean isSetting(String option) {
        return option.indexOf('=') > 0 && !option.startsWith("idmap=") && !option.startsWith("ridmap=");
    }

    /** True when the mount makes no new file system: a remount, or a change of propagation. */
    private static boolean onlyChanges(List<String> options) {
        for (String option : options) {
            if (option.equals("remount") || Names.PROPAGATIONS.knows(option)) {
                return true;
            }
        }
        return false;
    }

    private static void idmap(Mount mount, boolean bind, String at, Linux linux, Report report) {
        boolean mappings =
                !mount.uidMappings().isEmpty() || !mount.gidMappings().isEmpty();
        boolean asked = mount.options().contains("idmap") || mount.options().contains("ridmap");
        if (!mappings && !asked) {
            return;
        }
        if (!bind) {
            report.must(at, IDMAP, "an id-mapped mount must be a bind mount");
        }
        if (mappings) {
            if (mount.uidMappings().isEmpty()) {
                report.must(at + "/uidMappings", IDMAP, "gidMappings are given, but no uidMappings");
            }
            if (mount.gidMappings().isEmpty()) {
                report.must(at + "/gidMappings", IDMAP, "uidMappings are given, but no gidMappings");
            }
            if (!asked) {
                report.should(
                        at + "/options",
                        IDMAP,
                        "mappings without the option \"idmap\" or \"ridmap\" are passed over by older runtimes");
            }
            IdMappingChecks.ranges(mount.uidMappings(), at + "/uidMappings", report);
            IdMappingChecks.ranges(mount.gidMappings(), at + "/gidMappings", report);
        } else if (linux.namespace("user") == null) {
            report.must(
                    at + "/options",
                    IDMAP,
                    "an id-mapped mount needs uidMappings and gidMappings, or a user namespace to take them from");
        }
    }
}
