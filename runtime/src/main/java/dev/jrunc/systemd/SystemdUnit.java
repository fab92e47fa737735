package dev.jrunc.systemd;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The unit of a container, and where its systemd is asked.
 *
 * @param name such as {@code jrunc-c1.scope}
 * @param bus socket of the message bus
 * @param direct systemd's own socket, for where there is no bus; "" for none
 */
public record SystemdUnit(String name, String bus, String direct) {
    /** As it is kept in state.json. */
    public Map<String, String> toState() {
        Map<String, String> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("bus", bus);
        map.put("direct", direct);
        return map;
    }

    public static @Nullable SystemdUnit fromState(Map<String, String> map) {
        String name = map.get("name");
        String bus = map.get("bus");
        String direct = map.get("direct");
        return name == null || bus == null || direct == null ? null : new SystemdUnit(name, bus, direct);
    }
}
