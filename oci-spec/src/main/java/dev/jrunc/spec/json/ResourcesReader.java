package dev.jrunc.spec.json;

import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.DeviceRule;
import dev.jrunc.spec.HugepageLimit;
import dev.jrunc.spec.InterfacePriority;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Network;
import dev.jrunc.spec.Pids;
import dev.jrunc.spec.Rdma;
import dev.jrunc.spec.Resources;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the cgroup limits of a config.json, and the document of {@code update --resources}. */
public final class ResourcesReader {
    private static final String[] RESOURCES = {
        "devices", "memory", "cpu", "pids", "blockIO", "hugepageLimits", "network", "rdma", "unified"
    };
    private static final String[] DEVICE_RULE = {"allow", "type", "major", "minor", "access"};
    private static final String[] MEMORY = {
        "limit",
        "reservation",
        "swap",
        "kernel",
        "kernelTCP",
        "swappiness",
        "disableOOMKiller",
        "useHierarchy",
        "checkBeforeUpdate"
    };
    private static final String[] CPU = {
        "shares", "quota", "burst", "period", "realtimeRuntime", "realtimePeriod", "cpus", "mems", "idle"
    };
    private static final String[] PIDS = {"limit"};
    private static final String[] HUGEPAGE_LIMIT = {"pageSize", "limit"};
    private static final String[] NETWORK = {"classID", "priorities"};
    private static final String[] INTERFACE_PRIORITY = {"name", "priority"};
    private static final String[] RDMA = {"hcaHandles", "hcaObjects"};

    private ResourcesReader() {}

    /** Reads a whole document of this kind. */
    public static Resources read(byte[] json) throws SpecException {
        return read(json, "resources.json", null);
    }

    /**
     * Reads a whole document of this kind.
     *
     * @param source the name of the document for messages
     * @param unknown collects the properties that the specification does not know, when given
     */
    public static Resources read(byte[] json, String source, @Nullable List<UnknownProperty> unknown)
            throws SpecException {
        JsonCursor in = new JsonCursor(json, source, unknown);
        Resources result = resources(in);
        in.finish();
        return result;
    }

    static Resources resources(JsonCursor in) throws SpecException {
        List<DeviceRule> devices = List.of();
        Memory memory = null;
        Cpu cpu = null;
        Pids pids = null;
        BlockIo blockIO = null;
        List<HugepageLimit> hugepageLimits = List.of();
        Network network = null;
        Map<String, Rdma> rdma = Map.of();
        Map<String, String> unified = Map.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "devices" -> devices = deviceRuleList(in);
                case "memory" -> memory = memory(in);
                case "cpu" -> cpu = cpu(in, cpu);
                case "pids" -> pids = pids(in);
                case "blockIO" -> blockIO = BlockIoReader.blockIo(in);
                case "hugepageLimits" -> hugepageLimits = hugepageLimitList(in);
                case "network" -> network = network(in);
                case "rdma" -> rdma = rdmas(in);
                case "unified" -> unified = in.textMap();
                default -> in.other(RESOURCES, "cpu");
            }
        }
        return new Resources(devices, memory, cpu, pids, blockIO, hugepageLimits, network, rdma, unified);
    }

    static DeviceRule deviceRule(JsonCursor in) throws SpecException {
        Boolean allow = null;
        String type = null;
        Long major = null;
        Long minor = null;
        String access = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "allow" -> allow = in.bool();
                case "type" -> type = in.optionalText();
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "access" -> access = in.optionalText();
                default -> in.other(DEVICE_RULE);
            }
        }
        if (allow == null) {
            throw in.missing("allow");
        }
        return new DeviceRule(allow, type, major, minor, access);
    }

    static Memory memory(JsonCursor in) throws SpecException {
        Long limit = null;
        Long reservation = null;
        Long swap = null;
        Long kernel = null;
        Long kernelTCP = null;
        Long swappiness = null;
        Boolean disableOOMKiller = null;
        Boolean useHierarchy = null;
        Boolean checkBeforeUpdate = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "limit" -> limit = in.int64();
                case "reservation" -> reservation = in.int64();
                case "swap" -> swap = in.int64();
                case "kernel" -> kernel = in.int64();
                case "kernelTCP" -> kernelTCP = in.int64();
                case "swappiness" -> swappiness = in.unsigned();
                case "disableOOMKiller" -> disableOOMKiller = in.bool();
                case "useHierarchy" -> useHierarchy = in.bool();
                case "checkBeforeUpdate" -> checkBeforeUpdate = in.bool();
                default -> in.other(MEMORY);
            }
        }
        return new Memory(
                limit,
                reservation,
                swap,
                kernel,
                kernelTCP,
                swappiness,
                disableOOMKiller,
                useHierarchy,
                checkBeforeUpdate);
    }

    /** On top of what {@code before} says: for callers of runc "CPU" beside "cpu" adds to it. */
    static Cpu cpu(JsonCursor in, @Nullable Cpu before) throws SpecException {
        Long shares = before == null ? null : before.shares();
        Long quota = before == null ? null : before.quota();
        Long burst = before == null ? null : before.burst();
        Long period = before == null ? null : before.period();
        Long realtimeRuntime = before == null ? null : before.realtimeRuntime();
        Long realtimePeriod = before == null ? null : before.realtimePeriod();
        String cpus = before == null ? null : before.cpus();
        String mems = before == null ? null : before.mems();
        Long idle = before == null ? null : before.idle();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "shares" -> shares = in.unsigned();
                case "quota" -> quota = in.int64();
                case "burst" -> burst = in.unsigned();
                case "period" -> period = in.unsigned();
                case "realtimeRuntime" -> realtimeRuntime = in.int64();
                case "realtimePeriod" -> realtimePeriod = in.unsigned();
                case "cpus" -> cpus = in.optionalText();
                case "mems" -> mems = in.optionalText();
                case "idle" -> idle = in.int64();
                default -> in.other(CPU);
            }
        }
        return new Cpu(shares, quota, burst, period, realtimeRuntime, realtimePeriod, cpus, mems, idle);
    }

    static Pids pids(JsonCursor in) throws SpecException {
        Long limit = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "limit" -> limit = in.int64();
                default -> in.other(PIDS);
            }
        }
        return new Pids(limit);
    }

    static HugepageLimit hugepageLimit(JsonCursor in) throws SpecException {
        String pageSize = "";
        Long limit = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "pageSize" -> pageSize = in.text();
                case "limit" -> limit = in.unsigned();
                default -> in.other(HUGEPAGE_LIMIT);
            }
        }
        if (limit == null) {
            throw in.missing("limit");
        }
        return new HugepageLimit(pageSize, limit);
    }

    static Network network(JsonCursor in) throws SpecException {
        Long classID = null;
        List<InterfacePriority> priorities = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "classID" -> classID = in.uint32();
                case "priorities" -> priorities = interfacePriorityList(in);
                default -> in.other(NETWORK);
            }
        }
        return new Network(classID, priorities);
    }

    static InterfacePriority interfacePriority(JsonCursor in) throws SpecException {
        String name = "";
        Long priority = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "name" -> name = in.text();
                case "priority" -> priority = in.uint32();
                default -> in.other(INTERFACE_PRIORITY);
            }
        }
        if (priority == null) {
            throw in.missing("priority");
        }
        return new InterfacePriority(name, priority);
    }

    static Rdma rdma(JsonCursor in) throws SpecException {
        Long hcaHandles = null;
        Long hcaObjects = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "hcaHandles" -> hcaHandles = in.uint32();
                case "hcaObjects" -> hcaObjects = in.uint32();
                default -> in.other(RDMA);
            }
        }
        return new Rdma(hcaHandles, hcaObjects);
    }

    static List<DeviceRule> deviceRuleList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<DeviceRule> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(deviceRule(in));
        }
        return list;
    }

    static List<HugepageLimit> hugepageLimitList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<HugepageLimit> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(hugepageLimit(in));
        }
        return list;
    }

    static List<InterfacePriority> interfacePriorityList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<InterfacePriority> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(interfacePriority(in));
        }
        return list;
    }

    private static Map<String, Rdma> rdmas(JsonCursor in) throws SpecException {
        in.enterObject("an object with objects");
        Map<String, Rdma> map = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            map.put(name, rdma(in));
        }
        return map;
    }
}
