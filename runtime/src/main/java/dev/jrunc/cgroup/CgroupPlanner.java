package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Resources;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decides a container's cgroups and compiles their making, limits and removal. */
public final class CgroupPlanner {
    static final String POINTER = "/linux/cgroupsPath";

    /** What a container gets on v2; what the host has not is passed over when it is enabled. */
    private static final String V2_CONTROLLERS = "+cpuset +cpu +io +memory +hugetlb +pids +rdma +misc +dmem";

    /** Callers look for these words. */
    private static final String APPLY = "unable to apply cgroup configuration";

    private static final String NAME_ONE = "name a cgroup below the root";
    private static final String ROOTLESS_HINT =
            "rootless needs no limits + no cgrouppath when no permission is granted for cgroups";

    private CgroupPlanner() {}

    /**
     * The container's directory in each tree. An absolute path counts from the mount point, a relative one (or the id)
     * from the caller's own cgroup; on v2 from its parent, as a cgroup that holds processes cannot have controlled
     * children. {@code slice:prefix:name} is a path like any other: it means more to the systemd driver, which gives the
     * scope's path.
     */
    public static CgroupPaths paths(CgroupHost host, @Nullable String cgroupsPath, String id) throws Refusal {
        String path = clean(cgroupsPath == null || cgroupsPath.isEmpty() ? id : cgroupsPath);
        boolean absolute = path.charAt(0) == '/';
        List<CgroupDirectory> directories = new ArrayList<>();
        for (Hierarchy one : host.v1()) {
            if (isJoined(one)) {
                directories.add(directory(one, absolute ? one.mountPoint() : one.ownDirectory(), path));
            }
        }
        Hierarchy unified = host.unified();
        if (unified != null) {
            String relative = host.layout() == CgroupLayout.V2 ? unified.ownParent() : unified.ownDirectory();
            directories.add(directory(unified, absolute ? unified.mountPoint() : relative, path));
        }
        return new CgroupPaths(directories);
    }

    /** The v1 cgroups that a process is in which is moved nowhere. */
    public static CgroupPaths callers(CgroupHost host) {
        List<CgroupDirectory> directories = new ArrayList<>();
        for (Hierarchy one : host.v1()) {
            if (isJoined(one)) {
                directories.add(new CgroupDirectory(1, one.controllers(), one.mountPoint(), one.ownDirectory()));
            }
        }
        return new CgroupPaths(directories);
    }

    /** Of the trees without controllers only systemd's own, by which it knows what belongs to a unit. */
    private static boolean isJoined(Hierarchy one) {
        return !one.named() || one.controllers().get(0).equals("name=systemd");
    }

    private static CgroupDirectory directory(Hierarchy tree, String base, String path) {
        String full = path.charAt(0) == '/' ? base + path : base + "/" + path;
        return new CgroupDirectory(tree.version(), tree.controllers(), tree.mountPoint(), full);
    }

    /** Drops empty and {@code .} components and resolves {@code ..}, which must not lead out of the tree. */
    private static String clean(String text) throws Refusal {
        StringBuilder clean = new StringBuilder(text.length());
        int start = 0;
        while (start <= text.length()) {
            int slash = text.indexOf('/', start);
            int end = slash < 0 ? text.length() : slash;
            String name = text.substring(start, end);
            if (name.equals("..")) {
                if (clean.length() == 0) {
                    throw new Refusal("cgroupsPath \"" + text + "\" leads out of the cgroup tree", POINTER, NAME_ONE);
                }
                clean.setLength(clean.lastIndexOf("/"));
            } else if (!name.isEmpty() && !name.equals(".")) {
                clean.append('/').append(name);
            }
            start = end + 1;
        }
        if (clean.length() == 0) {
            throw new Refusal("cgroupsPath \"" + text + "\" names no cgroup below the root", POINTER, NAME_ONE);
        }
        return text.charAt(0) == '/' ? clean.toString() : clean.substring(1);
    }

    /** True when a container may do without cgroups if the caller has no right to make them. */
    public static boolean dispensable(@Nullable String cgroupsPath, @Nullable Resources resources) {
        if (cgroupsPath != null && !cgroupsPath.isEmpty()) {
            return false;
        }
        return resources == null
                || (resources.memory() == null
                        && resources.cpu() == null
                        && resources.pids() == null
                        && resources.blockIO() == null
                        && resources.network() == null
                        && resources.hugepageLimits().isEmpty()
                        && resources.rdma().isEmpty()
                        && resources.unified().isEmpty());
    }

    /**
     * Makes some of the directories; each is removed again when a later operation fails.
     *
     * @param empty that they hold no process yet; false: the container process is in some of them
     */
    public static void create(
            CgroupPaths paths, List<CgroupDirectory> some, boolean pathGiven, boolean empty, PlanWriter plan) {
        if (some.isEmpty()) {
            return;
        }
        plan.at(pathGiven ? POINTER : "", APPLY);
        plan.hint(Errno.EACCES, ROOTLESS_HINT);
        plan.hint(Errno.EPERM, ROOTLESS_HINT);
        plan.hint(
                Errno.EROFS,
                "the cgroup file systems are mounted read-only here: inside a container, have them writable, as with docker run"
                        + " --privileged");
        boolean pure = paths.pureV2();
        for (CgroupDirectory one : some) {
            int flags = empty ? PlanFlags.CGROUP_CREATE_EMPTY : 0;
            if (pure) {
                flags |= PlanFlags.CGROUP_CREATE_CONTROLLERS;
            } else if (one.controllers().contains("cpuset")) {
                flags |= PlanFlags.CGROUP_CREATE_CPUSET;
            }
            // In a frozen one the init stage would stop before it can say that it has arrived.
            if (one.version() == 2 || one.controllers().contains("freezer")) {
                flags |= PlanFlags.CGROUP_CREATE_THAWED;
            }
            plan.op(PlanOp.CGROUP_CREATE)
                    .s(one.mountPoint())
                    .s(one.path())
                    .u(flags)
                    .s(pure ? V2_CONTROLLERS : "");
            // After the operation: a cgroup that is refused because it holds others' processes must stay.
            plan.op(PlanOp.UNDO).begin();
            plan.op(PlanOp.CGROUP_REMOVE).s(one.path()).u(0);
            plan.end();
        }
    }

    /** Which devices may be used: without rules in the configuration only those that every container has. */
    public static void deviceRules(CgroupPaths paths, @Nullable Resources resources, LimitSink sink) throws Refusal {
        DeviceLimits.write(resources == null ? List.of() : resources.devices(), paths, sink);
    }

    /** The limits that may be set before the container process exists: they don't keep the init stage from its work. */
    public static void limits(CgroupPaths paths, @Nullable Resources resources, LimitSink sink) throws Refusal {
        if (resources != null) {
            limits(resources, new LimitWriter(paths, false, sink));
        }
    }

    private static void limits(Resources resources, LimitWriter out) throws Refusal {
        Cpu cpu = resources.cpu();
        if (cpu != null) {
            CpuLimits.write(cpu, out);
        }
        Memory memory = resources.memory();
        if (memory != null) {
            MemoryLimits.writeKernel(memory, out);
        }
        BlockIo blockIo = resources.blockIO();
        if (blockIo != null) {
            BlockIoLimits.write(blockIo, out);
        }
        if (!resources.hugepageLimits().isEmpty()
                || resources.network() != null
                || !resources.rdma().isEmpty()) {
            OtherLimits.write(resources, out);
        }
    }

    /**
     * The limits that are to be set when the init stage has forked for the last time and is in its cgroup: pids.max 1
     * would fail its fork, and a memory limit that is too low is then told by EBUSY, not by the OOM killer.
     */
    public static void lateLimits(CgroupPaths paths, @Nullable Resources resources, LimitSink sink) throws Refusal {
        if (resources != null) {
            lateLimits(resources, new LimitWriter(paths, false, sink));
        }
    }

    private static void lateLimits(Resources resources, LimitWriter out) throws Refusal {
        Memory memory = resources.memory();
        if (memory != null) {
            MemoryLimits.write(memory, out);
        }
        if (resources.pids() != null) {
            OtherLimits.writePids(resources.pids(), out);
        }
        if (!resources.unified().isEmpty()) {
            OtherLimits.writeUnified(resources.unified(), out);
        }
    }

    /**
     * Changes the limits of a container that runs. What is not given stays; device rules always do: an engine or a
     * plug-in may have added to them, and no write may deny in between.
     */
    public static void update(CgroupPaths paths, Resources given, LimitSink sink) throws Refusal {
        LimitWriter out = new LimitWriter(paths, true, sink);
        limits(given, out);
        lateLimits(given, out);
    }

    /** Removes the directories; processes that are left in them are killed first. */
    public static void remove(CgroupPaths paths, PlanWriter plan) {
        if (paths.directories().isEmpty()) {
            return;
        }
        plan.at("", "cannot remove the container's cgroup");
        // In every tree: a process may have been moved into one of them only.
        for (CgroupDirectory one : paths.directories()) {
            plan.op(PlanOp.CGROUP_REMOVE).s(one.path()).u(PlanFlags.CGROUP_REMOVE_KILL);
        }
    }

    /** Gives a cgroup2 to the container's user (config-linux.md#cgroup-ownership); the caller knows when it is due. */
    public static void delegate(CgroupPaths paths, long hostUid, List<String> files, PlanWriter plan) {
        CgroupDirectory unified = paths.unified();
        if (unified != null && paths.pureV2()) {
            plan.at("", "cannot give the cgroup to the container's user");
            plan.op(PlanOp.OWN).s(unified.path()).u((int) hostUid).v(files);
        }
    }
}
