package dev.jrunc.plan;

import dev.jrunc.spec.Mount;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compiles {@code mounts} (config.md#mounts) to operations of the init stage, in the order of the configuration. */
final class MountPlan {

    /** How many sources SOURCE can hold at a time. */
    static final int SLOTS = 255;

    /** Who opens the sources of binds, and when. */
    enum Sources {
        /** Before any namespace is entered: what the paths mean to the runtime. */
        FIRST,
        /** Where they are mounted, by a process that has kept the runtime's ids: a user namespace may hide them. */
        BY_OPENER,
        /** Where they are mounted, by the init stage itself. */
        IN_PLACE
    }

    private final List<Mount> mounts;
    /** Of each mount. */
    private final List<MountOptions> options;

    private final String bundle;
    private final NamespacePlan namespaces;
    private final Sources sources;
    private final @Nullable CgroupMountPlan cgroupMounts;
    private final @Nullable String context;

    /**
     * @param bundle absolute, relative bind sources start there
     * @param rootfs on the host: a destination below it is one in the container, as callers of runc know it
     * @param cgroupMounts null: mounts of cgroups are refused
     * @param context option for filesystems that take an SELinux context, null: none or SELinux is off
     */
    MountPlan(
            List<Mount> mounts,
            String bundle,
            String rootfs,
            NamespacePlan namespaces,
            Sources sources,
            @Nullable CgroupMountPlan cgroupMounts,
            @Nullable String context) {
        this.mounts = inside(mounts, rootfs);
        this.options = new ArrayList<>(mounts.size());
        for (int i = 0; i < mounts.size(); i++) {
            options.add(MountOptions.parse(mounts.get(i).options()));
        }
        this.bundle = bundle;
        this.namespaces = namespaces;
        this.sources = sources;
        this.cgroupMounts = cgroupMounts;
        this.context = context;
    }

    /** For a container that exists: its sources are the host's, its targets its own. */
    static MountPlan live(List<Mount> mounts, String directory, NamespacePlan namespaces) {
        return new MountPlan(mounts, directory, "/", namespaces, Sources.FIRST, null, null);
    }

    /** While the runtime's ids still hold: opens the sources of binds, or begins the opener that will. */
    void openSources(PlanWriter plan) {
        boolean opener = false;
        for (int i = 0; i < mounts.size(); i++) {
            if (!hasSlot(i)) {
                continue;
            }
            if (sources == Sources.FIRST) {
                openSource(plan, i);
            } else if (sources == Sources.BY_OPENER && !opener) {
                opener = true;
                plan.at("/mounts/" + i, "error opening the sources of binds");
                plan.op(PlanOp.OPENER).u(1);
            }
        }
        plan.at("", "");
    }

    boolean opensSources() {
        for (int i = 0; i < mounts.size(); i++) {
            if (hasSlot(i)) {
                return true;
            }
        }
        return false;
    }

    /** The source stands in a slot when its BIND comes, and is not opened by that. */
    private boolean hasSlot(int index) {
        return options.get(index).bind()
                && !options.get(index).remount()
                && slot(index) != 0
                && (sources != Sources.IN_PLACE || idMapped(index));
    }

    private void openSource(PlanWriter plan, int index) {
        describe(plan, index);
        // In place, the propagation of the new namespace's root has cut the host's mounts off already.
        int slave = sources == Sources.FIRST ? PlanFlags.SOURCE_SLAVE : 0;
        int recursive = options.get(index).recursive() ? PlanFlags.SOURCE_RECURSIVE : 0;
        plan.op(PlanOp.SOURCE).u(slot(index)).s(source(mounts.get(index))).u(recursive | slave);
        if (idMapped(index)) {
            mapIds(plan, index);
            describe(plan, index);
        }
    }

    private boolean idMapped(int index) {
        return options.get(index).idMapped() || !mounts.get(index).uidMappings().isEmpty();
    }

    /** The mount's own mappings, else those of the container's user namespace (config.md#posix-platform-mounts). */
    private void mapIds(PlanWriter plan, int index) {
        Mount mount = mounts.get(index);
        plan.hint(Errno.EPERM, "only root may map the ids of a mount");
        plan.hint(
                Errno.EINVAL,
                "Linux 5.12 and later can, for some filesystems; tmpfs needs 6.3, of an overlay only the layers' can be mapped");
        plan.op(PlanOp.ID_MAPPED).u(slot(index)).u(options.get(index).idMapTree() ? 1 : 0);
        if (!mount.uidMappings().isEmpty()) {
            plan.s(NamespacePlan.mapText(mount.uidMappings()))
                    .s(NamespacePlan.mapText(mount.gidMappings()))
                    .s("");
        } else {
            plan.s(namespaces.uidMap()).s(namespaces.gidMap()).s(namespaces.userPath());
        }
    }

    void compile(PlanWriter plan) throws Refusal {
        boolean opener = false;
        for (int i = 0; i < mounts.size(); i++) {
            String target = target(mounts.get(i));
            Paths.refuseInsideProc(target, i);
            describe(plan, i);
            compileOne(plan, i);
            opener |= sources == Sources.BY_OPENER && hasSlot(i);
            for (int flags : options.get(i).propagations()) {
                plan.op(PlanOp.PROPAGATION).s(target).u(flags);
            }
        }
        plan.at("", "");
        if (opener) {
            plan.op(PlanOp.OPENER).u(0);
        }
    }

    /** Makes read-only what had to stay writable while mount points and devices were made inside. */
    void seal(PlanWriter plan) {
        for (int i = 0; i < mounts.size(); i++) {
            if (sealedLate(i)) {
                describe(plan, i);
                makeReadonly(plan, target(mounts.get(i)));
            }
        }
        plan.at("", "");
    }

    static void makeReadonly(PlanWriter plan, String target) {
        plan.op(PlanOp.REMOUNT)
                .s(target)
                .u(0)
                .l(MountOptions.RDONLY)
                .l(0)
                .l(0)
                .l(0)
                .v(List.of());
    }

    /** True when the host's own /dev is bound in: its nodes are not ours to make. */
    boolean bindsDev() {
        for (int i = 0; i < mounts.size(); i++) {
            if (options.get(i).bind() && target(mounts.get(i)).equals("/dev")) {
                return true;
            }
        }
        return false;
    }

    /** Where each mount lands, for undoing them one by one. */
    List<String> targets() {
        List<String> targets = new ArrayList<>(mounts.size());
        for (int i = 0; i < mounts.size(); i++) {
            targets.add(target(mounts.get(i)));
        }
        return targets;
    }

    private void compileOne(PlanWriter plan, int index) throws Refusal {
        Mount mount = mounts.get(index);
        MountOptions own = options.get(index);
        if (own.remount()) {
            long set = sealedLate(index) ? own.set() & ~MountOptions.RDONLY : own.set();
            plan.op(PlanOp.REMOUNT)
                    .s(target(mount))
                    .u(own.bind() ? PlanFlags.REMOUNT_EXACT : PlanFlags.REMOUNT_EXACT | PlanFlags.REMOUNT_RECONFIGURE)
                    .l(set)
                    .l(own.clear())
                    .l(own.recursiveSet())
                    .l(own.recursiveClear())
                    .v(own.bind() ? List.of() : own.forRemount(set));
        } else if (own.bind()) {
            bind(plan, index);
        } else {
            String type = mount.type();
            if (type == null || type.isEmpty()) {
                throw new Refusal(
                        "a mount that is not a bind needs a type",
                        "/mounts/" + index + "/type",
                        "name the filesystem, or add the option \"bind\" or \"rbind\"");
            }
            if (type.equals("cgroup") || type.equals("cgroup2")) {
                CgroupMountPlan known = cgroupMounts;
                if (known == null) {
                    throw new Refusal(
                            "cgroups can't be mounted in a container that exists",
                            "/mounts/" + index + "/type",
                            "put the mount into config.json and create the container anew");
                }
                known.compile(type, target(mount), own.set(), plan);
            } else {
                filesystem(plan, index, type);
            }
        }
    }

    private void bind(PlanWriter plan, int index) throws Refusal {
        Mount mount = mounts.get(index);
        MountOptions own = options.get(index);
        warnOfSettings(plan, own.data());
        boolean slot = hasSlot(index);
        if (!slot && sources == Sources.FIRST) { // opened in there, by the container's root, it could be another's
            throw new Refusal(
                    "in a mount namespace that is joined only the first " + SLOTS + " mounts can be binds",
                    "/mounts/" + index,
                    "list it before the others");
        }
        if (slot && sources != Sources.FIRST) {
            openSource(plan, index);
        }
        plan.op(PlanOp.BIND)
                .s(source(mount))
                .u(slot ? slot(index) : 0)
                .s(target(mount))
                .u(own.recursive() ? PlanFlags.BIND_RECURSIVE : 0)
                .l(own.set())
                .l(own.clear())
                .l(own.recursiveSet())
                .l(own.recursiveClear());
    }

    /** Validation has refused words. */
    private static void warnOfSettings(PlanWriter plan, List<String> data) {
        for (int i = 0; i < data.size(); i++) {
            if (data.get(i).indexOf('=') > 0) {
                plan.op(PlanOp.WARN).s("ignoring " + data.get(i) + ": a bind mount has no options of a filesystem");
            }
        }
    }

    private void filesystem(PlanWriter plan, int index, String type) {
        Mount mount = mounts.get(index);
        MountOptions own = options.get(index);
        long attributes = own.set();
        List<String> data = own.forFilesystem();
        if (sealedLate(index)) {
            attributes &= ~MountOptions.RDONLY;
        } else if ((attributes & MountOptions.RDONLY) != 0) {
            data.add("ro");
        }
        boolean mqueue = type.equals("mqueue");
        if (context != null && !mqueue && !type.equals("proc") && !type.equals("sysfs")) {
            data.add(context);
        }
        String source = mount.source();
        plan.op(PlanOp.MOUNT)
                .s(type)
                .s(source == null || source.isEmpty() ? type : source)
                .s(target(mount))
                .v(data)
                .l(attributes)
                .u(own.copyUp() ? PlanFlags.MOUNT_COPY_UP | flags(type, own) : flags(type, own));
        if (context != null && mqueue) { // the kernel has made it, and takes no other context for it
            plan.op(PlanOp.FILE_LABEL).s(target(mount)).s(context.substring(context.indexOf('=') + 1));
        }
        long recursiveSet = sealedLate(index) ? own.recursiveSet() & ~MountOptions.RDONLY : own.recursiveSet();
        if ((recursiveSet | own.recursiveClear()) != 0) {
            plan.op(PlanOp.REMOUNT)
                    .s(target(mount))
                    .u(0)
                    .l(0)
                    .l(0)
                    .l(recursiveSet)
                    .l(own.recursiveClear())
                    .v(List.of());
        }
    }

    /** What is particular to a type of filesystem. */
    private int flags(String type, MountOptions own) {
        return switch (type) {
            case "proc" -> PlanFlags.MOUNT_ORDINARY_DIRECTORY;
            case "sysfs" ->
                namespaces.anyUser() && !namespaces.newNetwork()
                        ? PlanFlags.MOUNT_ORDINARY_DIRECTORY | PlanFlags.MOUNT_OR_BIND_SYS
                        : PlanFlags.MOUNT_ORDINARY_DIRECTORY;
            case "tmpfs" -> own.hasData("mode") ? 0 : PlanFlags.MOUNT_INHERIT_MODE;
            default -> 0;
        };
    }

    private boolean sealedLate(int index) {
        Mount mount = mounts.get(index);
        MountOptions own = options.get(index);
        // Nothing is below a new filesystem: what is to be so recursively is so itself.
        long set = own.bind() || own.remount() ? own.set() : own.set() | own.recursiveSet();
        return (set & MountOptions.RDONLY) != 0
                && (!own.bind() || own.remount())
                && ("tmpfs".equals(mount.type()) || target(mount).equals("/dev"));
    }

    /** Copies the list only when a destination has to change. */
    private static List<Mount> inside(List<Mount> mounts, String rootfs) {
        List<Mount> changed = null;
        for (int i = 0; !rootfs.equals("/") && i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            String path = mount.destination();
            if (path.startsWith(rootfs) && (path.length() == rootfs.length() || path.charAt(rootfs.length()) == '/')) {
                if (changed == null) {
                    changed = new ArrayList<>(mounts);
                }
                changed.set(i, at("/" + path.substring(Math.min(path.length(), rootfs.length() + 1)), mount));
            }
        }
        return changed == null ? mounts : changed;
    }

    private static Mount at(String destination, Mount mount) {
        return new Mount(
                destination, mount.type(), mount.source(), mount.options(), mount.uidMappings(), mount.gidMappings());
    }

    private String source(Mount mount) {
        String source = mount.source();
        if (source == null || source.isEmpty()) {
            return bundle;
        }
        return source.startsWith("/") ? source : bundle + "/" + source;
    }

    static String target(Mount mount) {
        return Paths.destination(mount.destination());
    }

    /**
     * SOURCE slots are numbered from 1. What is opened beforehand stays in one of its own, 0 when there is none left; else
     * the BIND comes next and the slot is free again.
     */
    private int slot(int index) {
        if (sources != Sources.FIRST) {
            return 1;
        }
        return index < SLOTS ? index + 1 : 0;
    }

    private void describe(PlanWriter plan, int index) {
        Mount mount = mounts.get(index);
        String source = mount.source();
        plan.at(
                "/mounts/" + index,
                "error mounting \"" + (source == null ? "" : source) + "\" to rootfs at \"" + mount.destination()
                        + "\"");
    }
}
