package dev.jrunc.spec.validate;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Resources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says everything that is wrong with a document, as far as it can be told without asking the host. */
public final class ConfigValidator {
    private ConfigValidator() {}

    /** Checks a whole config.json; the order is that in which runc would stumble. */
    public static List<Problem> validate(Config config) {
        Report report = new Report();
        Linux linux = config.linuxOrNone();
        Process process = config.process();
        if (process == null) {
            report.must("/process", "config.md#process", "process property must not be empty");
        } else {
            process(process, "/process", report);
        }
        DocumentChecks.check(config, linux, report);
        HookChecks.check(config.hooks(), report);
        MountChecks.check(config.mounts(), linux, report);
        linux(linux, report);
        return report.problems();
    }

    /** Checks the process that {@code exec --process} reads; pointers begin at the process. */
    public static List<Problem> validate(Process process) {
        Report report = new Report();
        process(process, "", report);
        return report.problems();
    }

    /** Checks the limits that {@code update --resources} reads; pointers begin at the resources. */
    public static List<Problem> validate(Resources resources) {
        Report report = new Report();
        resources(resources, "", report);
        return report.problems();
    }

    /** Checks mounts that are to be added to the container of a config.json, as if they stood in it. */
    public static List<Problem> validate(List<Mount> mounts, Config config) {
        Report report = new Report();
        MountChecks.check(mounts, config.linuxOrNone(), report);
        return report.problems();
    }

    /** The first problem that no container can be made with, or null. */
    public static @Nullable Problem firstError(List<Problem> problems) {
        for (Problem problem : problems) {
            if (problem.level() == Problem.Level.MUST) {
                return problem;
            }
        }
        return null;
    }

    private static void process(Process process, String at, Report report) {
        ProcessChecks.check(process, at, report);
        RlimitChecks.check(process.rlimits(), at, report);
        CapabilityChecks.check(process.capabilities(), at, report);
        SchedulingChecks.check(process, at, report);
    }

    private static void linux(Linux linux, Report report) {
        NamespaceChecks.check(linux, report);
        IdMappingChecks.check(linux, report);
        TimeOffsetChecks.check(linux, report);
        PathChecks.check(linux, report);
        SysctlChecks.check(linux, report);
        DeviceChecks.check(linux.devices(), report);
        NetDeviceChecks.check(linux, report);
        Resources resources = linux.resources();
        if (resources != null) {
            resources(resources, "/linux/resources", report);
        }
        SeccompChecks.check(linux.seccomp(), report);
        IntelRdtChecks.check(linux.intelRdt(), report);
        MemoryPolicyChecks.check(linux.memoryPolicy(), report);
        PersonalityChecks.check(linux.personality(), report);
    }

    private static void resources(Resources resources, String at, Report report) {
        DeviceRuleChecks.check(resources.devices(), at, report);
        MemoryChecks.check(resources.memory(), at, report);
        CpuChecks.check(resources.cpu(), at, report);
        BlockIoChecks.check(resources.blockIO(), at, report);
        LimitChecks.check(resources, at, report);
    }
}
