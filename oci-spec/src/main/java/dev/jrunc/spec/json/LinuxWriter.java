package dev.jrunc.spec.json;

import dev.jrunc.spec.Device;
import dev.jrunc.spec.IntelRdt;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.MemoryPolicy;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.NetDevice;
import dev.jrunc.spec.Personality;
import dev.jrunc.spec.TimeOffset;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Writes the Linux part of config.json. */
final class LinuxWriter {
    private LinuxWriter() {}

    static void linux(JsonSink out, Linux value) throws IOException {
        out.enterObject();
        ConfigWriter.idMappingList(out, "uidMappings", value.uidMappings());
        ConfigWriter.idMappingList(out, "gidMappings", value.gidMappings());
        out.textMap("sysctl", value.sysctl());
        if (value.resources() != null) {
            out.name("resources");
            ResourcesWriter.resources(out, value.resources());
        }
        out.text("cgroupsPath", value.cgroupsPath());
        namespaceList(out, "namespaces", value.namespaces());
        deviceList(out, "devices", value.devices());
        if (!value.netDevices().isEmpty()) {
            out.name("netDevices");
            out.enterObject();
            for (Map.Entry<String, NetDevice> each : value.netDevices().entrySet()) {
                out.name(each.getKey());
                netDevice(out, each.getValue());
            }
            out.leaveObject();
        }
        if (value.seccomp() != null) {
            out.name("seccomp");
            SeccompWriter.seccomp(out, value.seccomp());
        }
        out.text("rootfsPropagation", value.rootfsPropagation());
        out.texts("maskedPaths", value.maskedPaths());
        out.texts("readonlyPaths", value.readonlyPaths());
        out.text("mountLabel", value.mountLabel());
        if (value.intelRdt() != null) {
            out.name("intelRdt");
            intelRdt(out, value.intelRdt());
        }
        if (value.memoryPolicy() != null) {
            out.name("memoryPolicy");
            memoryPolicy(out, value.memoryPolicy());
        }
        if (value.personality() != null) {
            out.name("personality");
            personality(out, value.personality());
        }
        if (!value.timeOffsets().isEmpty()) {
            out.name("timeOffsets");
            out.enterObject();
            for (Map.Entry<String, TimeOffset> each : value.timeOffsets().entrySet()) {
                out.name(each.getKey());
                timeOffset(out, each.getValue());
            }
            out.leaveObject();
        }
        out.leaveObject();
    }

    static void namespace(JsonSink out, Namespace value) throws IOException {
        out.enterObject();
        out.text("type", value.type());
        out.text("path", value.path());
        out.leaveObject();
    }

    static void device(JsonSink out, Device value) throws IOException {
        out.enterObject();
        out.text("path", value.path());
        out.text("type", value.type());
        out.number("major", value.major());
        out.number("minor", value.minor());
        out.number("fileMode", value.fileMode());
        out.number("uid", value.uid());
        out.number("gid", value.gid());
        out.leaveObject();
    }

    static void netDevice(JsonSink out, NetDevice value) throws IOException {
        out.enterObject();
        out.text("name", value.name());
        out.leaveObject();
    }

    static void timeOffset(JsonSink out, TimeOffset value) throws IOException {
        out.enterObject();
        out.number("secs", value.secs());
        out.number("nanosecs", value.nanosecs());
        out.leaveObject();
    }

    static void intelRdt(JsonSink out, IntelRdt value) throws IOException {
        out.enterObject();
        out.text("closID", value.closID());
        out.texts("schemata", value.schemata());
        out.text("l3CacheSchema", value.l3CacheSchema());
        out.text("memBwSchema", value.memBwSchema());
        out.bool("enableMonitoring", value.enableMonitoring());
        out.leaveObject();
    }

    static void memoryPolicy(JsonSink out, MemoryPolicy value) throws IOException {
        out.enterObject();
        out.text("mode", value.mode());
        out.text("nodes", value.nodes());
        out.texts("flags", value.flags());
        out.leaveObject();
    }

    static void personality(JsonSink out, Personality value) throws IOException {
        out.enterObject();
        out.text("domain", value.domain());
        out.texts("flags", value.flags());
        out.leaveObject();
    }

    static void namespaceList(JsonSink out, String name, List<Namespace> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (Namespace value : values) {
            namespace(out, value);
        }
        out.leaveArray();
    }

    static void deviceList(JsonSink out, String name, List<Device> values) throws IOException {
        if (values.isEmpty()) {
            return;
        }
        out.name(name);
        out.enterArray();
        for (Device value : values) {
            device(out, value);
        }
        out.leaveArray();
    }
}
