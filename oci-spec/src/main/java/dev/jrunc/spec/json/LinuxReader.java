package dev.jrunc.spec.json;

import dev.jrunc.spec.Device;
import dev.jrunc.spec.IdMapping;
import dev.jrunc.spec.IntelRdt;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.MemoryPolicy;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.NetDevice;
import dev.jrunc.spec.Personality;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.TimeOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the Linux part of config.json. */
final class LinuxReader {
    private static final String[] LINUX = {
        "uidMappings",
        "gidMappings",
        "sysctl",
        "resources",
        "cgroupsPath",
        "namespaces",
        "devices",
        "netDevices",
        "seccomp",
        "rootfsPropagation",
        "maskedPaths",
        "readonlyPaths",
        "mountLabel",
        "intelRdt",
        "memoryPolicy",
        "personality",
        "timeOffsets"
    };
    private static final String[] NAMESPACE = {"type", "path"};
    private static final String[] DEVICE = {"path", "type", "major", "minor", "fileMode", "uid", "gid"};
    private static final String[] NET_DEVICE = {"name"};
    private static final String[] TIME_OFFSET = {"secs", "nanosecs"};
    private static final String[] INTEL_RDT = {"closID", "schemata", "l3CacheSchema", "memBwSchema", "enableMonitoring"
    };
    private static final String[] MEMORY_POLICY = {"mode", "nodes", "flags"};
    private static final String[] PERSONALITY = {"domain", "flags"};

    private LinuxReader() {}

    static Linux linux(JsonCursor in) throws SpecException {
        List<IdMapping> uidMappings = List.of();
        List<IdMapping> gidMappings = List.of();
        Map<String, String> sysctl = Map.of();
        Resources resources = null;
        String cgroupsPath = null;
        List<Namespace> namespaces = List.of();
        List<Device> devices = List.of();
        Map<String, NetDevice> netDevices = Map.of();
        Seccomp seccomp = null;
        String rootfsPropagation = null;
        List<String> maskedPaths = List.of();
        List<String> readonlyPaths = List.of();
        String mountLabel = null;
        IntelRdt intelRdt = null;
        MemoryPolicy memoryPolicy = null;
        Personality personality = null;
        Map<String, TimeOffset> timeOffsets = Map.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "uidMappings" -> uidMappings = ConfigReader.idMappingList(in);
                case "gidMappings" -> gidMappings = ConfigReader.idMappingList(in);
                case "sysctl" -> sysctl = in.textMap();
                case "resources" -> resources = ResourcesReader.resources(in);
                case "cgroupsPath" -> cgroupsPath = in.optionalText();
                case "namespaces" -> namespaces = namespaceList(in);
                case "devices" -> devices = deviceList(in);
                case "netDevices" -> netDevices = netDevices(in);
                case "seccomp" -> seccomp = SeccompReader.seccomp(in);
                case "rootfsPropagation" -> rootfsPropagation = in.optionalText();
                case "maskedPaths" -> maskedPaths = in.texts();
                case "readonlyPaths" -> readonlyPaths = in.texts();
                case "mountLabel" -> mountLabel = in.optionalText();
                case "intelRdt" -> intelRdt = intelRdt(in);
                case "memoryPolicy" -> memoryPolicy = memoryPolicy(in);
                case "personality" -> personality = personality(in);
                case "timeOffsets" -> timeOffsets = timeOffsets(in);
                default -> in.other(LINUX);
            }
        }
        return new Linux(
                uidMappings,
                gidMappings,
                sysctl,
                resources,
                cgroupsPath,
                namespaces,
                devices,
                netDevices,
                seccomp,
                rootfsPropagation,
                maskedPaths,
                readonlyPaths,
                mountLabel,
                intelRdt,
                memoryPolicy,
                personality,
                timeOffsets);
    }

    static Namespace namespace(JsonCursor in) throws SpecException {
        String type = "";
        String path = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "type" -> type = in.text();
                case "path" -> path = in.optionalText();
                default -> in.other(NAMESPACE);
            }
        }
        return new Namespace(type, path);
    }

    static Device device(JsonCursor in) throws SpecException {
        String path = "";
        String type = "";
        Long major = null;
        Long minor = null;
        Long fileMode = null;
        Long uid = null;
        Long gid = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "path" -> path = in.text();
                case "type" -> type = in.text();
                case "major" -> major = in.int64();
                case "minor" -> minor = in.int64();
                case "fileMode" -> fileMode = in.uint32();
                case "uid" -> uid = in.uint32();
                case "gid" -> gid = in.uint32();
                default -> in.other(DEVICE);
            }
        }
        return new Device(path, type, major, minor, fileMode, uid, gid);
    }

    static NetDevice netDevice(JsonCursor in) throws SpecException {
        String name = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "name" -> name = in.optionalText();
                default -> in.other(NET_DEVICE);
            }
        }
        return new NetDevice(name);
    }

    static TimeOffset timeOffset(JsonCursor in) throws SpecException {
        Long secs = null;
        Long nanosecs = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "secs" -> secs = in.int64();
                case "nanosecs" -> nanosecs = in.uint32();
                default -> in.other(TIME_OFFSET);
            }
        }
        return new TimeOffset(secs, nanosecs);
    }

    static IntelRdt intelRdt(JsonCursor in) throws SpecException {
        String closID = null;
        List<String> schemata = List.of();
        String l3CacheSchema = null;
        String memBwSchema = null;
        Boolean enableMonitoring = null;
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "closID" -> closID = in.optionalText();
                case "schemata" -> schemata = in.texts();
                case "l3CacheSchema" -> l3CacheSchema = in.optionalText();
                case "memBwSchema" -> memBwSchema = in.optionalText();
                case "enableMonitoring" -> enableMonitoring = in.bool();
                default -> in.other(INTEL_RDT);
            }
        }
        return new IntelRdt(closID, schemata, l3CacheSchema, memBwSchema, enableMonitoring);
    }

    static MemoryPolicy memoryPolicy(JsonCursor in) throws SpecException {
        String mode = "";
        String nodes = null;
        List<String> flags = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "mode" -> mode = in.text();
                case "nodes" -> nodes = in.optionalText();
                case "flags" -> flags = in.texts();
                default -> in.other(MEMORY_POLICY);
            }
        }
        return new MemoryPolicy(mode, nodes, flags);
    }

    static Personality personality(JsonCursor in) throws SpecException {
        String domain = "";
        List<String> flags = List.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "domain" -> domain = in.text();
                case "flags" -> flags = in.texts();
                default -> in.other(PERSONALITY);
            }
        }
        return new Personality(domain, flags);
    }

    static List<Namespace> namespaceList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<Namespace> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(namespace(in));
        }
        return list;
    }

    static List<Device> deviceList(JsonCursor in) throws SpecException {
        in.enterArray("an array of objects");
        ArrayList<Device> list = new ArrayList<>();
        while (in.nextElement()) {
            list.add(device(in));
        }
        return list;
    }

    private static Map<String, NetDevice> netDevices(JsonCursor in) throws SpecException {
        in.enterObject("an object with objects");
        Map<String, NetDevice> map = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            map.put(name, netDevice(in));
        }
        return map;
    }

    private static Map<String, TimeOffset> timeOffsets(JsonCursor in) throws SpecException {
        in.enterObject("an object with objects");
        Map<String, TimeOffset> map = new LinkedHashMap<>();
        for (String name = in.nextName(); name != null; name = in.nextName()) {
            map.put(name, timeOffset(in));
        }
        return map;
    }
}
