package dev.jrunc.plan;

import dev.jrunc.spec.Personality;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.Sysctl;
import dev.jrunc.spec.User;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The operations of the init stage: from a fresh process to the container's program. The order is the kernel's and the
 * specification's (runtime.md#lifecycle): what needs the host's ids or files comes before the user namespace and the
 * pivot, what needs privilege before the credentials, and the filter as late as it can.
 */
public final class ContainerPlan {

    private final ContainerSpec spec;
    private final NamespacePlan namespaces;
    private final MountPlan mounts;
    private final ProcessPlan process;
    private final HookPlan hooks;

    public ContainerPlan(ContainerSpec spec, NamespacePlan namespaces, HookPlan hooks) {
        this.spec = spec;
        this.namespaces = namespaces;
        this.hooks = hooks;
        this.mounts = new MountPlan(
                spec.config().mounts(),
                spec.bundle(),
                spec.rootfs(),
                namespaces,
                sources(spec, namespaces),
                spec.cgroupMounts(),
                spec.mountContext());
        this.process = new ProcessPlan(
                spec.process(), spec.privileged(), spec.listenFds(), spec.seccompFilter(), spec.seccompFlags());
    }

    /** A caller without privileges may copy mounts only inside the user namespace. */
    private static MountPlan.Sources sources(ContainerSpec spec, NamespacePlan namespaces) {
        if (!spec.privileged() || !namespaces.anyUser()) {
            return MountPlan.Sources.IN_PLACE;
        }
        return namespaces.newMounts() ? MountPlan.Sources.BY_OPENER : MountPlan.Sources.FIRST;
    }

    /** Where mounts land, so that they can be undone when the container has no mount namespace of its own. */
    public List<String> mountTargets() {
        return mounts.targets();
    }

    /** Writes all operations; {@code prefix} goes in front of every error. */
    public void compile(PlanWriter plan, String prefix, boolean stopsAfterMounts) throws Refusal {
        plan.op(PlanOp.PREFIX).s(prefix);
        plan.debug(ProcessPlan.SETUP);
        plan.debug(ProcessPlan.CHILD);
        enter(plan);
        rootFilesystem(plan);
        if (stopsAfterMounts) {
            plan.op(PlanOp.SYNC).u(Event.MOUNTS_DONE);
        }
        hooks.container(plan, "createContainer", spec.hooks().createContainer(), process.variables(), spec.rootfs());
        systemControls(plan);
        pivot(plan);
        finishRoot(plan);
        becomeTheProcess(plan);
    }

    private void enter(PlanWriter plan) {
        namespaces.begin(plan, spec.privileged(), spec.nested());
        if (spec.waitsForCgroup()) {
            plan.op(PlanOp.SYNC).u(Event.CGROUP);
        }
        if (!spec.cgroupTasks().isEmpty()) {
            plan.at("/linux/cgroupsPath", "error joining the cgroup");
            plan.op(PlanOp.CGROUPS).v(spec.cgroupTasks());
        }
        // The caller's affinity is the caller's: the kernel cuts this down to the cpuset just joined.
        plan.at("", "error resetting the CPU affinity");
        plan.op(PlanOp.AFFINITY).b(new byte[0]);
        process.oomScore(plan);
        mounts.openSources(plan);
        namespaces.enter(plan, spec.privileged(), keepsGroups() || spec.groupsDenied());
        if (spec.newKeyring()) {
            process.keyring(plan, spec.id());
        }
        if (namespaces.newNetwork()) {
            plan.at("", "error bringing up the loopback interface");
            plan.op(PlanOp.LOOPBACK);
        }
        String hostname = spec.config().hostname();
        if (hostname != null && !hostname.isEmpty()) {
            plan.at("/hostname", "error setting the hostname");
            plan.op(PlanOp.HOSTNAME).s(hostname);
        }
        String domainname = spec.config().domainname();
        if (domainname != null && !domainname.isEmpty()) {
            plan.at("/domainname", "error setting the domainname");
            plan.op(PlanOp.DOMAINNAME).s(domainname);
        }
    }

    private void rootFilesystem(PlanWriter plan) throws Refusal {
        if (namespaces.ownMounts()) {
            plan.at("/linux/rootfsPropagation", "error setting the propagation of the root");
            plan.op(PlanOp.ROOT_PROPAGATION).u(outerPropagation());
        }
        plan.at("/root/path", "invalid rootfs");
        if (namespaces.anyUser()) {
            plan.hint(Errno.EACCES, "the container's root user must be able to reach it: chmod o+x on the way there");
        }
        plan.op(PlanOp.ROOTFS).s(spec.rootfs()).u(rootfsFlags());
        mounts.compile(plan);
        if (!mounts.bindsDev()) {
            new DevicePlan(spec.linux().devices(), namespaces.anyUser() || spec.nested()).compile(plan);
        }
        process.terminal(plan, PlanFlags.CONSOLE_OPEN_BIND);
        plan.at("", "");
    }

    private void systemControls(PlanWriter plan) {
        for (Map.Entry<String, String> control : spec.linux().sysctl().entrySet()) {
            plan.at(Pointer.child("/linux/sysctl", control.getKey()), "error setting sysctl " + control.getKey());
            plan.hint(Errno.ENOENT, "this kernel has no such setting, or not in the container's namespaces");
            plan.op(PlanOp.SYSCTL).s(Sysctl.path(control.getKey())).s(control.getValue());
        }
        plan.at("", "");
    }

    private void pivot(PlanWriter plan) {
        plan.at("/root/path", "error entering the root filesystem");
        int own = spec.noPivot() ? PlanFlags.PIVOT_MOVE : PlanFlags.PIVOT_ROOT;
        plan.op(PlanOp.PIVOT).u(namespaces.ownMounts() ? own : PlanFlags.PIVOT_CHROOT);
    }

    /** Paths are the container's now. What takes rights away follows all that is made in the tree, and takes copies. */
    private void finishRoot(PlanWriter plan) {
        mounts.seal(plan);
        int propagation = namespaces.ownMounts() ? rootPropagation() : 0;
        // Of an unbindable mount there are no copies, which read-only paths are.
        boolean unbindable = (propagation & MountOptions.MS_UNBINDABLE) != 0;
        if (propagation != 0 && !unbindable) {
            propagateRoot(plan, propagation);
        }
        process.makeDirectory(plan);
        Root root = spec.config().root();
        if (root != null && Boolean.TRUE.equals(root.readonly())) {
            readonlyRoot(plan);
        }
        readonlyPaths(plan, spec.linux().readonlyPaths());
        maskedPaths(plan, spec.linux().maskedPaths());
        if (unbindable) {
            propagateRoot(plan, propagation);
        }
    }

    private static void readonlyPaths(PlanWriter plan, List<String> paths) {
        for (int i = 0; i < paths.size(); i++) {
            plan.at("/linux/readonlyPaths/" + i, "error making a path read-only");
            plan.op(PlanOp.READONLY).s(paths.get(i));
        }
    }

    private static void maskedPaths(PlanWriter plan, List<String> paths) {
        Set<String> masked = new HashSet<>();
        for (int i = 0; i < paths.size(); i++) {
            if (!masked.add(paths.get(i))) {
                continue; // one mount is enough
            }
            plan.at("/linux/maskedPaths/" + i, "error masking a path");
            plan.op(PlanOp.MASK).s(paths.get(i));
        }
    }

    /** The mount that the root is on in the host's mount namespace is the host's: it keeps its flags. */
    private void readonlyRoot(PlanWriter plan) {
        plan.at("/root/readonly", "error making the root read-only");
        if (!namespaces.ownMounts()) {
            plan.op(PlanOp.WARN).s("ignoring root.readonly: there is no private MNT namespace to do it in");
            return;
        }
        MountPlan.makeReadonly(plan, "/");
    }

    private static void propagateRoot(PlanWriter plan, int propagation) {
        plan.at("/linux/rootfsPropagation", "error setting the propagation of the root");
        plan.op(PlanOp.PROPAGATION).s("/").u(propagation);
    }

    private void becomeTheProcess(PlanWriter plan) throws Refusal {
        boolean setsGroups = namespaces.setGroups(spec.privileged()) && !spec.groupsDenied() && !keepsGroups();
        checkGroups(spec.process().user());
        Personality personality = spec.linux().personality();
        if (personality != null && !personality.flags().isEmpty()) {
            // The specification defines none yet, so none can be wrong.
            plan.op(PlanOp.WARN).s("ignoring linux.personality.flags: this version of the specification has none");
        }
        process.privileged(plan, spec.linux());
        process.filterFirst(plan);
        process.credentials(plan, spec.grantable(), setsGroups);
        process.lookUp(plan);
        plan.op(PlanOp.CLOSE_FDS);
        if (!spec.privileged()) {
            plan.op(PlanOp.DUMPABLE);
        }
        plan.debug("init: closing the pipe to signal completion");
        process.waitForStart(plan);
        hooks.container(plan, "startContainer", spec.hooks().startContainer(), process.variables(), "");
        process.exec(plan);
    }

    private boolean keepsGroups() {
        return KeptGroups.in(spec.config().annotations());
    }

    /** user_namespaces(7): setgroups(2) is denied where an ordinary user maps the own id alone. */
    private void checkGroups(User user) throws Refusal {
        if (namespaces.setGroups(spec.privileged()) || keepsGroups()) {
            return;
        }
        for (int i = 0; i < user.additionalGids().size(); i++) {
            if (user.additionalGids().get(i) != user.gid()) {
                throw new Refusal(
                        "additional groups cannot be set by an ordinary user who maps one id alone",
                        "/process/user/additionalGids/" + i,
                        "map more ids, which takes newuidmap and newgidmap, or leave the groups out");
            }
        }
    }

    /** A root that is to be a slave must not be cut off from its master with the mount that it lies on. */
    private int rootfsFlags() {
        if (!namespaces.ownMounts()) {
            return PlanFlags.ROOTFS_NO_MOUNTS;
        }
        return (rootPropagation() & MountOptions.MS_SLAVE) != 0 ? PlanFlags.ROOTFS_KEEP_PARENT : 0;
    }

    /**
     * For the mounts that the new namespace starts with. What is shared must stay so until the binds are made, or their
     * volumes could not be shared with the host; an unbindable tree would refuse the binds.
     */
    private int outerPropagation() {
        int propagation = rootPropagation();
        return (propagation & (MountOptions.MS_SHARED | MountOptions.MS_PRIVATE)) != 0
                ? propagation | MountOptions.MS_REC
                : MountOptions.MS_SLAVE | MountOptions.MS_REC;
    }

    private int rootPropagation() {
        String name = spec.linux().rootfsPropagation();
        return name == null ? 0 : MountOptions.propagation(name);
    }
}
