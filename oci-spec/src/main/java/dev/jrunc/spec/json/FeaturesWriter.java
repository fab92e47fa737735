package dev.jrunc.spec.json;

import dev.jrunc.spec.Features;
import dev.jrunc.spec.Features.CgroupFeatures;
import dev.jrunc.spec.Features.IntelRdtFeatures;
import dev.jrunc.spec.Features.LinuxFeatures;
import dev.jrunc.spec.Features.MemoryPolicyFeatures;
import dev.jrunc.spec.Features.MountExtensions;
import dev.jrunc.spec.Features.SeccompFeatures;
import dev.jrunc.spec.Features.Toggle;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes what {@code features} prints. */
public final class FeaturesWriter {
    private FeaturesWriter() {}

    /** The document, indented. */
    public static byte[] write(Features value) {
        return write(value, true);
    }

    /** The document, indented or in one line. */
    public static byte[] write(Features value, boolean indented) {
        JsonSink out = new JsonSink(indented);
        try {
            features(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer takes everything
        }
        return out.finish();
    }

    static void features(JsonSink out, Features value) throws IOException {
        out.enterObject();
        out.text("ociVersionMin", value.ociVersionMin());
        out.text("ociVersionMax", value.ociVersionMax());
        out.textsIfPresent("hooks", value.hooks());
        out.textsIfPresent("mountOptions", value.mountOptions());
        if (value.linux() != null) {
            out.name("linux");
            linuxFeatures(out, value.linux());
        }
        out.textMap("annotations", value.annotations());
        out.textsIfPresent("potentiallyUnsafeConfigAnnotations", value.potentiallyUnsafeConfigAnnotations());
        out.leaveObject();
    }

    static void linuxFeatures(JsonSink out, LinuxFeatures value) throws IOException {
        out.enterObject();
        out.textsIfPresent("namespaces", value.namespaces());
        out.textsIfPresent("capabilities", value.capabilities());
        if (value.cgroup() != null) {
            out.name("cgroup");
            cgroupFeatures(out, value.cgroup());
        }
        if (value.seccomp() != null) {
            out.name("seccomp");
            seccompFeatures(out, value.seccomp());
        }
        if (value.apparmor() != null) {
            out.name("apparmor");
            toggle(out, value.apparmor());
        }
        if (value.selinux() != null) {
            out.name("selinux");
            toggle(out, value.selinux());
        }
        if (value.intelRdt() != null) {
            out.name("intelRdt");
            intelRdtFeatures(out, value.intelRdt());
        }
        if (value.memoryPolicy() != null) {
            out.name("memoryPolicy");
            memoryPolicyFeatures(out, value.memoryPolicy());
        }
        if (value.mountExtensions() != null) {
            out.name("mountExtensions");
            mountExtensions(out, value.mountExtensions());
        }
        if (value.netDevices() != null) {
            out.name("netDevices");
            toggle(out, value.netDevices());
        }
        out.leaveObject();
    }

    static void cgroupFeatures(JsonSink out, CgroupFeatures value) throws IOException {
        out.enterObject();
        out.bool("v1", value.v1());
        out.bool("v2", value.v2());
        out.bool("systemd", value.systemd());
        out.bool("systemdUser", value.systemdUser());
        out.bool("rdma", value.rdma());
        out.leaveObject();
    }

    static void seccompFeatures(JsonSink out, SeccompFeatures value) throws IOException {
        out.enterObject();
        out.bool("enabled", value.enabled());
        out.textsIfPresent("actions", value.actions());
        out.textsIfPresent("operators", value.operators());
        out.textsIfPresent("archs", value.archs());
        out.textsIfPresent("knownFlags", value.knownFlags());
        out.textsIfPresent("supportedFlags", value.supportedFlags());
        out.leaveObject();
    }

    static void intelRdtFeatures(JsonSink out, IntelRdtFeatures value) throws IOException {
        out.enterObject();
        out.bool("enabled", value.enabled());
        out.bool("schemata", value.schemata());
        out.bool("monitoring", value.monitoring());
        out.leaveObject();
    }

    static void memoryPolicyFeatures(JsonSink out, MemoryPolicyFeatures value) throws IOException {
        out.enterObject();
        out.textsIfPresent("modes", value.modes());
        out.textsIfPresent("flags", value.flags());
        out.leaveObject();
    }

    static void mountExtensions(JsonSink out, MountExtensions value) throws IOException {
        out.enterObject();
        if (value.idmap() != null) {
            out.name("idmap");
            toggle(out, value.idmap());
        }
        out.leaveObject();
    }

    static void toggle(JsonSink out, Toggle value) throws IOException {
        out.enterObject();
        out.bool("enabled", value.enabled());
        out.leaveObject();
    }
}
