package dev.jrunc.spec;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The Linux part of config.json. */
public record Linux(
        List<IdMapping> uidMappings,
        List<IdMapping> gidMappings,
        Map<String, String> sysctl,
        @Nullable Resources resources,
        @Nullable String cgroupsPath,
        List<Namespace> namespaces,
        List<Device> devices,
        Map<String, NetDevice> netDevices,
        @Nullable Seccomp seccomp,
        @Nullable String rootfsPropagation,
        List<String> maskedPaths,
        List<String> readonlyPaths,
        @Nullable String mountLabel,
        @Nullable IntelRdt intelRdt,
        @Nullable MemoryPolicy memoryPolicy,
        @Nullable Personality personality,
        Map<String, TimeOffset> timeOffsets) {
    /** With nothing in it. */
    public static final Linux NONE = new Linux(
            List.of(), List.of(), Map.of(), null, null, List.of(), List.of(), Map.of(), null, null, List.of(),
            List.of(), null, null, null, null, Map.of());

    public Linux {
        uidMappings = List.copyOf(uidMappings);
        gidMappings = List.copyOf(gidMappings);
        sysctl = OrderedMap.copyOf(sysctl);
        namespaces = List.copyOf(namespaces);
        devices = List.copyOf(devices);
        netDevices = OrderedMap.copyOf(netDevices);
        maskedPaths = List.copyOf(maskedPaths);
        readonlyPaths = List.copyOf(readonlyPaths);
        timeOffsets = OrderedMap.copyOf(timeOffsets);
    }

    /** The namespace of this type, new or joined; null when the container shares the runtime's. */
    public @Nullable Namespace namespace(String type) {
        for (int i = 0; i < namespaces.size(); i++) {
            if (namespaces.get(i).type().equals(type)) {
                return namespaces.get(i);
            }
        }
        return null;
    }

    /** The same with other limits and another resctrl group. */
    public Linux with(@Nullable Resources resources, @Nullable IntelRdt intelRdt) {
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
}
