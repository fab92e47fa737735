package dev.jrunc.spec.json;

import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.DeviceRule;
import dev.jrunc.spec.HugepageLimit;
import dev.jrunc.spec.InterfacePriority;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Pids;
import dev.jrunc.spec.Rdma;
import dev.jrunc.spec.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Writes the cgroup limits of a config.json, and the document of {@code update --resources}. */
public final class ResourcesWriter {
    private ResourcesWriter() {}

    /** The document, indented. */
    public static byte[] write(Resources value) {
        return write(value, true);
    }

    /** The document, indented or in one line. */
    public static byte[] write(Resources value, boolean indented) {
        JsonSink out = new JsonSink(indented);
        try {
            resources(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer takes everything
        }
        return out.finish();
    }

    static void resources(JsonSink out, Resources value) throws IOException {
        out.enterObject();
        deviceRuleList(out, "devices", value.devices());
        if (value.memory() != null) {
            out.name("memory");
            memory(out, value.memory());
        }
        if (value.cpu() != null) {
            out.name("cpu");
            cpu(out, value.cpu());
        }
        if (value.pids() != null) {
            out.name("pids");
            pids(out, value.pids());
        }
        if (value.blockIO() != null) {
            out.name("blockIO");
            BlockIoWriter.blockIo(out, value.blockIO());
        }
        hugepageLimitList(out, "hugepageLimits", value.hugepageLimits());
        if (value.network() != null) {
            out.name("network");
            network(out, value.network());
        }
        if (!value.rdma().isEmpty()) {
            out.name("rdma");
            out.enterObject();
            for (Map.Entry<String, Rdma> each : value.rdma().entrySet()) {
                out.name(each.getKey());
                rdma(out, each.getValue());
            }
            out.leaveObject();
        }
        out.textMap("unified", value.unified());
        out.leaveObject();
    }

    static void deviceRule(JsonSink out, DeviceRule value) throws IOException {
        out.enterObject();
        out.bool("allow", value.allow());
        out.text("type", value.type());
        out.number("major", value.major());
        out.number("minor", value.minor());
        out.text("access", value.access());
        out.leaveObject();
    }

    static void memory(JsonSink out, Memory value) throws IOException {
        out.enterObject();
        out.number("limit", value.limit());
        out.number("reservation", value.reservation());
        out.number("swap", value.swap());
        out.number("kernel", value.kernel());
        out.number("kernelTCP", value.kernelTCP());
        out.unsigned("swappiness", value.swappiness());
        out.bool("disableOOMKiller", value.disableOOMKiller());
        out.bool("useHierarchy", value.useHierarchy());
        out.bool("checkBeforeUpdate", value.checkBeforeUpdate());
        out.leaveObject();
    }

    static void cpu(JsonSink out, Cpu value) throws IOException {
        out.enterObject();
        out.unsigned("shares", value.shares());
        out.number("quota", value.quota());
        out.unsigned("burst", value.burst());
        out.unsigned("period", value.period());
        out.number("realtimeRuntime", value.realtimeRuntime());
        out.unsigned("realtimePeriod", value.realtimePeriod());
        out.text("cpus", value.cpus());
        out.text("mems", value.mems());
        out.number("idle", value.idle());
        out.leaveObject();
    }

    static void pids(JsonSink out, Pids value) throws IOException {
        out.enterObject();
        out.number("limit", value.limit());
        out.leaveObject();
    }

    static void hugepageLimit(JsonSink out, HugepageLimit value) throws IOException {
        out.enterObject();
        out.text("pageSize", value.pageSize());
        out.unsigned("limit", value.limit());
        out.leaveObject();
    }

    static void network(JsonSink out, Network value) throws IOException {
        out.enterObject();
        out.number("classID", value.classID());
        interfacePriorityList(out, "priorities", value.priorities());
        out.leaveObject();
    }

    static void interfacePriority(JsonSink out, InterfacePriority value) throws IOException {
        out.enterObject();
        out.text("name", value.name());
        out.number("priority", value.priority());
        out.leaveObject();
    }

    static void rdma(JsonSink out, Rdma value) throws IOException {
        out.enterObject();
        out.number("hcaHandles", value.hcaHandles());
        out.number("hcaObjects", value.hcaObjects());
        out.leaveObject();
    }

    static void deviceRuleList(JsonSink out, String name, List<DeviceRule> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (DeviceRule value : values) {
            deviceRule(out, value);
        }
        out.leaveArray();
    }

    static void hugepageLimitList(JsonSink out, String name, List<HugepageLimit> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (HugepageLimit value : values) {
            hugepageLimit(out, value);
        }
        out.leaveArray();
    }

    static void interfacePriorityList(JsonSink out, String name, List<InterfacePriority> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (InterfacePriority value : values) {
            interfacePriority(out, value);
        }
        out.leaveArray();
    }
}
