package dev.jrunc.plan;

import dev.jrunc.spec.Device;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The devices and links that every container has (config-linux.md#default-devices) and those of the configuration. */
final class DevicePlan {
    private static final int S_IFIFO = 0010000;
    private static final int S_IFCHR = 0020000;
    private static final int S_IFBLK = 0060000;
    private static final int ANY_MAY_USE = 0666;

    private final List<Device> devices;
    private final boolean bindNodes;

    /** @param bindNodes in a user namespace mknod(2) is not allowed: the host's nodes are bound instead */
    DevicePlan(List<Device> devices, boolean bindNodes) {
        this.devices = devices;
        this.bindNodes = bindNodes;
    }

    void compile(PlanWriter plan) {
        standard(plan, "/dev/null", 1, 3);
        standard(plan, "/dev/zero", 1, 5);
        standard(plan, "/dev/full", 1, 7);
        standard(plan, "/dev/random", 1, 8);
        standard(plan, "/dev/urandom", 1, 9);
        standard(plan, "/dev/tty", 5, 0);
        for (int i = 0; i < devices.size(); i++) {
            Device device = devices.get(i);
            String path = withoutSlashAtEnd(device.path());
            if (path.equals("/dev/ptmx")) {
                continue; // the link to pts/ptmx is what must be there
            }
            plan.at("/linux/devices/" + i, "error creating device \"" + device.path() + "\"");
            int type = type(device);
            node(plan, path, type, orZero(device.major()), orZero(device.minor()))
                    .u(device.fileMode() == null ? ANY_MAY_USE : orZero(device.fileMode()) & 07777)
                    .u(orZero(device.uid()))
                    .u(orZero(device.gid()))
                    .u(bindNodes && type != S_IFIFO ? PlanFlags.DEVICE_BIND : 0);
        }
        plan.at("", "error setting up ptmx");
        plan.op(PlanOp.SYMLINK).s("pts/ptmx").s("/dev/ptmx");
        plan.at("", "error setting up /dev symlinks");
        plan.op(PlanOp.SYMLINK).s("/proc/self/fd").s("/dev/fd");
        plan.op(PlanOp.SYMLINK).s("/proc/self/fd/0").s("/dev/stdin");
        plan.op(PlanOp.SYMLINK).s("/proc/self/fd/1").s("/dev/stdout");
        plan.op(PlanOp.SYMLINK).s("/proc/self/fd/2").s("/dev/stderr");
        plan.op(PlanOp.SYMLINK).s("/proc/kcore").s("/dev/core");
        plan.at("", "");
    }

    private void standard(PlanWriter plan, String path, int major, int minor) {
        for (int i = 0; i < devices.size(); i++) {
            if (withoutSlashAtEnd(devices.get(i).path()).equals(path)) {
                return;
            }
        }
        plan.at("", "error creating default device \"" + path + "\"");
        node(plan, path, S_IFCHR, major, minor).u(ANY_MAY_USE).u(0).u(0).u(bindNodes ? PlanFlags.DEVICE_BIND : 0);
    }

    /** Begins the operation; mode, owner, group and flags follow. */
    private static PlanWriter node(PlanWriter plan, String path, int type, int major, int minor) {
        return plan.op(PlanOp.DEVICE).s(path).u(type).u(major).u(minor);
    }

    /** Validation has refused every other letter. */
    private static int type(Device device) {
        return switch (device.type()) {
            case "b" -> S_IFBLK;
            case "p" -> S_IFIFO;
            default -> S_IFCHR;
        };
    }

    private static String withoutSlashAtEnd(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    private static int orZero(@Nullable Long value) {
        return value == null ? 0 : value.intValue();
    }
}
