package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Features.CgroupFeatures;
import dev.jrunc.spec.Features.IntelRdtFeatures;
import dev.jrunc.spec.Features.LinuxFeatures;
import dev.jrunc.spec.Features.MemoryPolicyFeatures;
import dev.jrunc.spec.Features.SeccompFeatures;
import dev.jrunc.spec.IntelRdt;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.MemoryPolicy;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The Linux part of a configuration against features-linux.md. */
record LinuxFeatureChecks(LinuxFeatures known, FeatureChecks checks) {
    void check(Linux linux) {
        for (int i = 0; i < linux.namespaces().size(); i++) {
            checks.known(
                    "/linux/namespaces/" + i + "/type",
                    "namespaces",
                    linux.namespaces().get(i).type(),
                    known.namespaces());
        }
        Resources resources = linux.resources();
        CgroupFeatures cgroup = known.cgroup();
        if (resources != null && cgroup != null) {
            checks.disabled(!resources.rdma().isEmpty(), cgroup.rdma(), "/linux/resources/rdma", "cgroup", "rdma");
            checks.disabled(
                    !resources.unified().isEmpty(), cgroup.v2(), "/linux/resources/unified", "cgroup", "cgroup v2");
        }
        Seccomp seccomp = linux.seccomp();
        SeccompFeatures filters = known.seccomp();
        if (seccomp != null && filters != null) {
            seccomp(seccomp, filters);
        }
        checks.disabled(
                FeatureChecks.isSet(linux.mountLabel()), known.selinux(), "/linux/mountLabel", "selinux", "SELinux");
        checks.disabled(
                !linux.netDevices().isEmpty(),
                known.netDevices(),
                "/linux/netDevices",
                "net-devices",
                "network devices");
        intelRdt(linux.intelRdt());
        memoryPolicy(linux.memoryPolicy());
    }

    private void seccomp(Seccomp seccomp, SeccompFeatures filters) {
        String pointer = "/linux/seccomp";
        checks.disabled(true, filters.enabled(), pointer, "seccomp", "seccomp");
        if (Boolean.FALSE.equals(filters.enabled())) {
            return;
        }
        checks.known(pointer + "/defaultAction", "seccomp", seccomp.defaultAction(), filters.actions());
        for (int i = 0; i < seccomp.architectures().size(); i++) {
            checks.known(
                    pointer + "/architectures/" + i,
                    "seccomp",
                    seccomp.architectures().get(i),
                    filters.archs());
        }
        List<String> flags = seccomp.flags() == null ? List.of() : seccomp.flags();
        for (int i = 0; i < flags.size(); i++) {
            flag(pointer + "/flags/" + i, flags.get(i), filters);
        }
        for (int i = 0; i < seccomp.syscalls().size(); i++) {
            SeccompSyscall rule = seccomp.syscalls().get(i);
            String at = pointer + "/syscalls/" + i;
            checks.known(at + "/action", "seccomp", rule.action(), filters.actions());
            for (int j = 0; j < rule.args().size(); j++) {
                SeccompArg arg = rule.args().get(j);
                checks.known(at + "/args/" + j + "/op", "seccomp", arg.op(), filters.operators());
            }
        }
    }

    /** A flag may be known to the runtime and not to the libseccomp or the kernel that it stands on. */
    private void flag(String pointer, String flag, SeccompFeatures filters) {
        List<String> supported = filters.supportedFlags();
        boolean isKnown = filters.knownFlags() == null || filters.knownFlags().contains(flag);
        if (isKnown && supported != null && !supported.contains(flag)) {
            checks.unsupported(pointer, "seccomp", "the runtime knows \"" + flag + "\" and does not support it here");
        } else {
            checks.known(pointer, "seccomp", flag, filters.knownFlags());
        }
    }

    private void intelRdt(@Nullable IntelRdt rdt) {
        IntelRdtFeatures features = known.intelRdt();
        if (rdt == null || features == null) {
            return;
        }
        String pointer = "/linux/intelRdt";
        checks.disabled(true, features.enabled(), pointer, "intel-rdt", "Intel RDT");
        checks.disabled(
                !rdt.schemata().isEmpty(), features.schemata(), pointer + "/schemata", "intel-rdt", "RDT schemata");
        checks.disabled(
                Boolean.TRUE.equals(rdt.enableMonitoring()),
                features.monitoring(),
                pointer + "/enableMonitoring",
                "intel-rdt",
                "RDT monitoring");
    }

    private void memoryPolicy(@Nullable MemoryPolicy policy) {
        MemoryPolicyFeatures features = known.memoryPolicy();
        if (policy == null || features == null) {
            return;
        }
        checks.known("/linux/memoryPolicy/mode", "memory-policy", policy.mode(), features.modes());
        for (int i = 0; i < policy.flags().size(); i++) {
            checks.known(
                    "/linux/memoryPolicy/flags/" + i,
                    "memory-policy",
                    policy.flags().get(i),
                    features.flags());
        }
    }
}
