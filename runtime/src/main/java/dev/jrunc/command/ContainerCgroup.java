package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupMounts;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.cgroup.LimitSink;
import dev.jrunc.cgroup.PlanLimits;
import dev.jrunc.host.Request;
import dev.jrunc.plan.CgroupMountPlan;
import dev.jrunc.plan.Event;
import dev.jrunc.plan.NamespacePlan;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Resources;
import dev.jrunc.systemd.LimitProperties;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cgroups of one container that is to be made. */
final class ContainerCgroup {
    private final CgroupHost host;
    private final CgroupPaths paths;
    /** What a mount of type cgroup shows: without a cgroup of its own the process is in the caller's. */
    private final CgroupPaths shown;

    private final boolean pathGiven;
    private final @Nullable Resources resources;
    private final boolean rootless;
    /** Device rules can be set. */
    private final boolean devices;
    /** They come after the mounts, which open a device that the container may not use. */
    private final boolean lateDevices;
    /** Null: the cgroups are made without systemd. */
    private final @Nullable ContainerScope scope;
    /** Null: the cgroup stays root's. */
    private final @Nullable CgroupOwnership ownership;

    private ContainerCgroup(
            CgroupHost host,
            CgroupPaths paths,
            CgroupPaths shown,
            BundleConfig bundle,
            boolean rootless,
            boolean mapped,
            @Nullable ContainerScope scope,
            @Nullable CgroupOwnership ownership) {
        this.scope = scope;
        this.ownership = ownership;
        this.host = host;
        this.paths = paths;
        this.shown = shown;
        Linux linux = bundle.linux();
        this.pathGiven = linux.cgroupsPath() != null && !linux.cgroupsPath().isEmpty();
        this.resources = linux.resources();
        this.rootless = rootless;
        this.devices = !rootless && !mapped;
        this.lateDevices = devices && mountsDevice(bundle.config().mounts());
    }

    static ContainerCgroup of(Session session, Globals globals, BundleConfig bundle, String id)
            throws Refusal, IOException {
        Request request = session.request();
        Linux linux = bundle.linux();
        CgroupHost host = CgroupHost.parse(request.mountInfo(), request.ownCgroup());
        Boolean told = globals.rootless();
        boolean rootless = told == null ? request.uid() != 0 || request.nested() : told;
        if (globals.driver() == CgroupDriver.DISABLED) {
            refuseLimits(linux);
            return new ContainerCgroup(host, CgroupPaths.none(), CgroupPaths.none(), bundle, true, true, null, null);
        }
        if (globals.driver() == CgroupDriver.SYSTEMD) {
            ContainerScope scope = ContainerScope.of(session, bundle, id, rootless, host);
            CgroupPaths paths = scope.paths(host);
            return new ContainerCgroup(
                    host,
                    paths,
                    paths,
                    bundle,
                    rootless,
                    request.mapped(),
                    scope,
                    ownership(session, bundle, paths, rootless));
        }
        if (rootless && CgroupPlanner.dispensable(linux.cgroupsPath(), linux.resources())) {
            return new ContainerCgroup(host, CgroupPaths.none(), shown(host, linux), bundle, true, true, null, null);
        }
        CgroupPaths paths = CgroupPlanner.paths(host, linux.cgroupsPath(), id);
        CgroupPaths used = rootless ? paths.withoutIdleUnified() : paths;
        return new ContainerCgroup(
                host, used, used, bundle, rootless, request.mapped(), null, ownership(session, bundle, used, rootless));
    }

    /** A source with a path that is not bound is a file system's device, or harms nothing. */
    private static boolean mountsDevice(List<Mount> mounts) {
        for (int i = 0; i < mounts.size(); i++) {
            Mount mount = mounts.get(i);
            String source = mount.source();
            if (source != null && source.startsWith("/") && !mount.isBind()) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable CgroupOwnership ownership(
            Session session, BundleConfig bundle, CgroupPaths paths, boolean rootless) throws IOException {
        return rootless || !paths.pureV2() ? null : CgroupOwnership.of(session, bundle);
    }

    /**
     * In a shared root the tmpfs on the container's /sys/fs/cgroup would cover the host's as well where /sys is bound, as
     * it is for an ordinary user, and nothing would be left to bind.
     */
    private static CgroupPaths shown(CgroupHost host, Linux linux) {
        String propagation = linux.rootfsPropagation();
        return propagation != null && propagation.endsWith("shared") ? CgroupPaths.none() : CgroupPlanner.callers(host);
    }

    /** The path may stay, nobody can tell whether it was followed; a limit is a promise. */
    private static void refuseLimits(Linux linux) throws Refusal {
        if (!CgroupPlanner.dispensable(null, linux.resources())) {
            throw new Refusal(
                    "limits need a cgroup, and --cgroup-manager=disabled makes none",
                    "/linux/resources",
                    "leave out the limits or the option");
        }
    }

    /** True when there is any, or will be. */
    boolean any() {
        return scope != null || !paths.directories().isEmpty();
    }

    /** What has to be there before the container process: where it is made. */
    void begin(PlanWriter plan) {
        CgroupDirectory unified = paths.unified();
        if (scope == null && unified != null) {
            CgroupPlanner.create(paths, List.of(unified), pathGiven, true, plan);
            plan.at("", "");
        }
    }

    /** With {@link #begin}: all directories and the limits that may be set before anything runs in them. */
    void complete(PlanWriter plan) throws Refusal {
        if (scope != null) {
            plan.op(PlanOp.AWAIT).u(Event.CGROUP);
            startScope(plan, scope);
            return;
        }
        make(plan, paths.v1(), true);
    }

    private void make(PlanWriter plan, List<CgroupDirectory> some, boolean empty) throws Refusal {
        CgroupPlanner.create(paths, some, pathGiven, empty, plan);
        limits(new PlanLimits(plan));
        plan.at("", "");
        delegate(plan);
    }

    /** Neither a cgroup nor the end of a pid 1 would reach the processes that the container's first one leaves behind. */
    void warnOfStrays(PlanWriter plan, Globals globals, NamespacePlan namespaces) {
        if (rootless
                && scope == null
                && paths.joinFiles().isEmpty()
                && paths.cloneInto().isEmpty()
                && !namespaces.ownPids()
                && globals.driver() != CgroupDriver.DISABLED) {
            plan.op(PlanOp.WARN)
                    .s("a rootless container without a cgroup and without a pid namespace of its own:"
                            + " kill and delete can't find all its processes."
                            + " Such configuration is strongly discouraged; give it a pid namespace or a cgroupsPath");
        }
    }

    private void limits(LimitSink sink) throws Refusal {
        if (!lateDevices) {
            deviceRules(sink);
        }
        CgroupPlanner.limits(paths, resources, sink);
    }

    private void deviceRules(LimitSink sink) throws Refusal {
        if (devices) {
            CgroupPlanner.deviceRules(paths, resources, sink);
        }
    }

    /** For CRIU in the place of the container process: what it restores begins where it is. */
    void createForCriu(PlanWriter plan) throws Refusal {
        if (scope == null) {
            begin(plan);
            complete(plan);
        }
    }

    /** Systemd makes no empty scope. */
    void enterAsCriu(PlanWriter plan) throws Refusal {
        if (scope != null) {
            plan.op(PlanOp.ON).s("started").begin();
            startScope(plan, scope);
            plan.end();
        }
    }

    private void startScope(PlanWriter plan, ContainerScope made) throws Refusal {
        LimitProperties limits = made.limits();
        limits(limits);
        made.start(
                plan,
                paths,
                limits,
                resources == null ? null : resources.unified().get("memory.oom.group"));
        make(plan, paths.directories(), false);
    }

    /** Gives the cgroup to the container's user where that is due. */
    private void delegate(PlanWriter plan) {
        CgroupOwnership due = ownership;
        if (due != null) {
            CgroupPlanner.delegate(paths, due.uid(), due.files(), plan);
            plan.at("", "");
        }
    }

    /** True when the init stage is to wait for its late limits before anything that it is told to run. */
    boolean limitsAfterMounts() {
        return lateDevices;
    }

    /** The limits that would hinder the init stage. */
    void lateLimits(PlanWriter plan) throws Refusal {
        boolean anew = false;
        if (scope != null) {
            LimitProperties limits = scope.limits();
            if (lateDevices) {
                deviceRules(limits);
            }
            CgroupPlanner.lateLimits(paths, resources, limits);
            anew = !limits.properties().isEmpty();
            if (anew) {
                UnitPlan.set(plan, scope.unit(), limits.properties(), "/linux/resources");
            }
        }
        if (lateDevices || (anew && !paths.pureV2())) {
            deviceRules(new PlanLimits(plan));
        }
        if (anew) { // systemd has written all that it knows, and it rounds the quota
            CgroupPlanner.limits(paths, resources, new PlanLimits(plan));
        }
        CgroupPlanner.lateLimits(paths, resources, new PlanLimits(plan));
        plan.at("", "");
    }

    List<String> joinFiles() {
        return paths.joinFiles();
    }

    /** Where the container process is made; "": in the caller's cgroup. */
    String cloneInto() {
        return scope == null ? paths.cloneInto() : "";
    }

    @Nullable
    SystemdUnit unit() {
        return scope == null ? null : scope.unit();
    }

    Map<String, String> byController() {
        return paths.byController();
    }

    /** By controller ("": cgroup2) the cgroup as a path below the mount of its tree. */
    Map<String, String> rootsInTrees() {
        Map<String, String> roots = new LinkedHashMap<>();
        for (CgroupDirectory one : paths.directories()) {
            String below = one.path().substring(one.mountPoint().length());
            for (String controller : one.controllers()) {
                roots.put(controller, below);
            }
            if (one.version() == 2) {
                roots.put("", below);
            }
        }
        return roots;
    }

    /** What a mount of type cgroup at this target shows of v1, by place. */
    Map<String, String> trees(String target) {
        return CgroupMounts.trees(shown, target);
    }

    /** How a mount of type cgroup looks inside the container. */
    CgroupMountPlan mounts(NamespacePlan namespaces) {
        return new CgroupMounts(host.layout(), shown, namespaces.newCgroup());
    }
}
