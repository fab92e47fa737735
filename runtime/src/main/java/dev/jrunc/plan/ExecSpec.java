package dev.jrunc.plan;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One more process for a container that exists.
 *
 * @param pid of the container process, whose namespaces are entered
 * @param startTime of that process: a pid alone may be another's by now
 * @param rootfs absolute; entered when the container has no mount namespace of its own
 * @param linux as saved at create
 * @param process complete and validated
 * @param grantable capabilities that the runtime may grant
 * @param privileged the caller is root of its user namespace
 * @param keepsGroups the process keeps the caller's supplementary groups
 * @param waitsForCgroup somebody else moves the process into its cgroup
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
public record ExecSpec(
        String id,
        int pid,
        long startTime,
        String rootfs,
        Linux linux,
        Process process,
        long grantable,
        boolean privileged,
        boolean keepsGroups,
        boolean newKeyring,
        byte @Nullable [] seccompFilter,
        int seccompFlags,
        List<String> cgroupTasks,
        boolean waitsForCgroup) {}
