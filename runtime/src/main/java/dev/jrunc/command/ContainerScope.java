package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupLayout;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.host.Answer;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.systemd.LimitProperties;
import dev.jrunc.systemd.ManagerFacts;
import dev.jrunc.systemd.ScopeName;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;
import dev.jrunc.systemd.UnitProperties;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The scope of a container that is to be made.
 *
 * @param manager the systemd that makes it
 * @param devices the text of /proc/devices, "" on cgroup v2
 * @param annotations of the container, some of which name properties
 */
record ContainerScope(
        SystemdUnit unit,
        ScopeName name,
        ManagerFacts manager,
        String devices,
        String description,
        Map<String, String> annotations) {

    private static final int MAX_FILE = 1 << 16;

    /** runc's words, which callers know. */
    private static final String NOT_AVAILABLE =
            "systemd cgroup flag passed, but systemd support for managing cgroups is not available: ";

    /** Asks the systemd of the host or of the user, which must be there. */
    static ContainerScope of(Session session, BundleConfig bundle, String id, boolean user, CgroupHost host)
            throws Refusal, IOException {
        ScopeName name = ScopeName.of(bundle.linux().cgroupsPath(), session.program(), id, user);
        SystemdUnit unit = SystemdSockets.unit(session.request(), name.unit(), user);
        if (user && host.layout() != CgroupLayout.V2) {
            throw new Refusal(
                    NOT_AVAILABLE + "the systemd of a user makes cgroups on v2 only",
                    "",
                    "leave the flag out, or boot with systemd.unified_cgroup_hierarchy=1");
        }
        return new ContainerScope(
                unit,
                name,
                manager(session, unit),
                host.layout() == CgroupLayout.V2
                        ? ""
                        : session.read("/proc/devices", MAX_FILE).text(),
                session.program() + " container " + id,
                bundle.config().annotations());
    }

    /** What the systemd of a unit says of itself. */
    static ManagerFacts manager(Session session, SystemdUnit unit) throws Refusal, IOException {
        Answer answer = session.askOne(UnitPlan.ask(new PlanWriter(), unit));
        if (!answer.found()) {
            throw new Refusal(
                    NOT_AVAILABLE + "connect " + unit.bus() + ": " + Errno.words(answer.errno()),
                    "",
                    "it takes systemd as process 1; leave the flag out to have cgroups made directly");
        }
        ManagerFacts manager = ManagerFacts.of(answer.bytes());
        if (!manager.refusal().isEmpty()) {
            throw new Refusal(
                    NOT_AVAILABLE + manager.refusal(), "", "leave the flag out to have cgroups made directly");
        }
        return manager;
    }

    CgroupPaths paths(CgroupHost host) throws Refusal {
        return CgroupPlanner.paths(host, name.cgroup(manager.cgroup()), "");
    }

    LimitProperties limits() {
        return new LimitProperties(manager.version(), 0, devices);
    }

    /**
     * Made when the container process is there and waits.
     *
     * @param oomGroup memory.oom.group of the configuration
     */
    void start(PlanWriter plan, CgroupPaths paths, LimitProperties limits, @Nullable String oomGroup) throws Refusal {
        UnitProperties all = UnitProperties.scope(description, name.slice(), paths.pureV2());
        all.addAll(limits.properties());
        all.addOomPolicy(oomGroup, manager.version());
        all.addAnnotations(annotations);
        UnitPlan.start(plan, unit, all, procs(paths));
    }

    /** Where systemd itself keeps account of processes: cgroup2, else its own tree. */
    static String procs(CgroupPaths paths) {
        CgroupDirectory own = paths.unified();
        if (own == null) {
            own = paths.find("name=systemd");
        }
        return own == null ? "" : own.path() + "/cgroup.procs";
    }
}
