package dev.jrunc.plan;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Hooks;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One container to be made: a validated configuration and what the command line and the host add to it.
 *
 * @param bundle absolute
 * @param rootfs absolute
 * @param grantable capabilities that the runtime may grant
 * @param privileged the caller is root of its user namespace
 * @param nested the caller is root of a user namespace that is not the first: it can make no device
 * @param groupsDenied setgroups(2) is denied in that namespace
 * @param waitsForCgroup the cgroups are made, or the process is moved, while the init stage begins
 * @param mountContext option that gives mounts their SELinux context, null: none, or SELinux is off
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
public record ContainerSpec(
        String id,
        Config config,
        Process process,
        Linux linux,
        Hooks hooks,
        String bundle,
        String rootfs,
        long grantable,
        boolean privileged,
        boolean nested,
        boolean groupsDenied,
        boolean noPivot,
        boolean newKeyring,
        int listenFds,
        @Nullable String mountContext,
        byte @Nullable [] seccompFilter,
        int seccompFlags,
        List<String> cgroupTasks,
        boolean waitsForCgroup,
        CgroupMountPlan cgroupMounts) {}
