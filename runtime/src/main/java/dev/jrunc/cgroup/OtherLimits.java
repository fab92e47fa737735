package dev.jrunc.cgroup;

import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Lines;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.HugepageLimit;
import dev.jrunc.spec.InterfacePriority;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Pids;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Rdma;
import dev.jrunc.spec.Resources;
import java.util.List;
import java.util.Map;

/** The small controllers: pids, hugetlb, net_cls, net_prio, rdma; and cgroup2 files named by the config. */
final class OtherLimits {
    private OtherLimits() {}

    static void write(Resources resources, LimitWriter out) throws Refusal {
        List<HugepageLimit> limits = resources.hugepageLimits();
        for (int i = 0; i < limits.size(); i++) {
            hugepages(limits.get(i), "hugepageLimits/" + i, out);
        }
        Network network = resources.network();
        if (network != null) {
            network(network, out);
        }
        for (Map.Entry<String, Rdma> entry : resources.rdma().entrySet()) {
            rdma(entry.getKey(), entry.getValue(), out);
        }
    }

    /** Absent: leave; negative: no limit; 0: the least that a container can run with. */
    static void writePids(Pids pids, LimitWriter out) throws Refusal {
        Long limit = pids.limit();
        if (limit == null) {
            return;
        }
        if (limit <= 0 && out.paths().find("pids") == null) {
            return;
        }
        String value = limit < 0 ? "max" : Long.toString(Math.max(limit, 1));
        out.at("pids", "pids/limit", "pids limit", value).put("pids.max", value);
    }

    private static void hugepages(HugepageLimit limit, String pointer, LimitWriter out) throws Refusal {
        String size = limit.pageSize();
        boolean v2 = out.pureV2();
        String value = Long.toUnsignedString(limit.limit());
        out.at("hugetlb", pointer + "/limit", "limit for huge pages of " + size, value)
                .hint(Errno.ENOENT, "this host has no huge pages of " + size + " (see /sys/kernel/mm/hugepages)")
                .put("hugetlb." + size + (v2 ? ".max" : ".limit_in_bytes"), value)
                // Reservations are counted on their own since Linux 5.7.
                .put("hugetlb." + size + (v2 ? ".rsvd.max" : ".rsvd.limit_in_bytes"), PlanFlags.PUT_OPTIONAL, value);
    }

    private static void network(Network network, LimitWriter out) throws Refusal {
        long classId = LimitWriter.orZero(network.classID());
        List<InterfacePriority> priorities = network.priorities();
        if (out.pureV2() && (classId != 0 || !priorities.isEmpty())) {
            throw out.onlyV1(classId != 0 ? "network/classID" : "network/priorities");
        }
        if (classId != 0) {
            out.at("net_cls", "network/classID", "network class", Long.toString(classId))
                    .put("net_cls.classid", Long.toString(classId));
        }
        for (int i = 0; i < priorities.size(); i++) {
            InterfacePriority one = priorities.get(i);
            String value = one.name() + " " + one.priority();
            out.at("net_prio", "network/priorities/" + i, "network priority", value)
                    .hint(Errno.ENODEV, "this host has no interface \"" + one.name() + "\"")
                    .put("net_prio.ifpriomap", value);
        }
    }

    private static void rdma(String device, Rdma limit, LimitWriter out) throws Refusal {
        Long handles = limit.hcaHandles();
        Long objects = limit.hcaObjects();
        if (handles == null && objects == null) {
            return;
        }
        StringBuilder line = new StringBuilder(device);
        if (handles != null) {
            line.append(" hca_handle=").append(handles.longValue());
        }
        if (objects != null) {
            line.append(" hca_object=").append(objects.longValue());
        }
        String value = line.toString();
        out.at("rdma", Pointer.child("rdma", device), "rdma limit", value)
                .hint(Errno.ENODEV, "this host has no RDMA device \"" + device + "\"")
                .put("rdma.max", value);
    }

    static void writeUnified(Map<String, String> unified, LimitWriter out) throws Refusal {
        if (!out.pureV2() && !out.paths().directories().isEmpty()) {
            // Callers look for "invalid configuration".
            throw out.refuse(
                    "unified", "invalid configuration: linux.resources.unified needs cgroup v2, this host has v1");
        }
        for (Map.Entry<String, String> entry : unified.entrySet()) {
            String file = entry.getKey();
            int dot = file.indexOf('.');
            String pointer = Pointer.child("unified", file);
            if (dot <= 0 || file.indexOf('/') >= 0) {
                throw out.refuse(
                        pointer,
                        "unified resource \"" + file + "\" must be in the form CONTROLLER.PARAMETER, without slashes");
            }
            List<String> lines = Lines.of(entry.getValue());
            out.at(file.substring(0, dot), pointer, "unified resource " + file, entry.getValue())
                    .put(file, lines.isEmpty() ? List.of("") : lines);
        }
    }
}
