package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.cgroup.LimitFiles;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.Resources;
import dev.jrunc.systemd.LimitProperties;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;
import dev.jrunc.systemd.UnitProperties;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The properties of a unit that an update changes. They come before the files: systemd writes all that it knows of a
 * unit at every change, with quotas rounded.
 *
 * @param complete what is to be written to the files
 * @param period of the quota in force
 */
record UpdatedUnit(SystemdUnit unit, int version, long period, UnitProperties properties, Resources complete) {
    static @Nullable UpdatedUnit of(
            Session session, SystemdUnit unit, CgroupPaths paths, Resources given, Resources merged)
            throws Refusal, IOException {
        int version = ContainerScope.manager(session, unit).version();
        Cpu cpu = merged.cpu();
        Long declared = cpu == null ? null : cpu.period();
        long period = declared == null ? 0 : declared;
        LimitProperties limits = new LimitProperties(version, period, "");
        CgroupPlanner.update(paths, given, limits);
        return limits.properties().isEmpty()
                ? null
                : new UpdatedUnit(unit, version, period, limits.properties(), withBandwidth(given, cpu));
    }

    /** Sets them, and first what brings them back. */
    void compile(PlanWriter plan, LimitFiles files, List<@Nullable String> before) {
        LimitProperties old = new LimitProperties(version, period, "");
        files.restore(before, old);
        plan.op(PlanOp.UNDO).begin();
        UnitPlan.set(plan, unit, old.properties(), "");
        plan.end();
        UnitPlan.set(plan, unit, properties, "");
    }

    private static Resources withBandwidth(Resources given, @Nullable Cpu merged) {
        Cpu cpu = given.cpu();
        boolean quota = cpu != null && (isSet(cpu.quota()) || isSet(cpu.period()));
        if (quota || merged == null || !isSet(merged.quota())) {
            return given;
        }
        Cpu asked = cpu == null ? Cpu.NONE : cpu;
        return given.with(given.memory(), asked.withBandwidth(merged.quota(), merged.period()));
    }

    private static boolean isSet(@Nullable Long value) {
        return value != null && value != 0;
    }
}
