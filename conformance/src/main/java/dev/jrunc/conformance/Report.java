package dev.jrunc.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the guest program said about itself, from inside the container. */
public record Report(JsonNode json) {
    public String text(String name) {
        return json.path(name).asText();
    }

    public long number(String name) {
        return json.path(name).asLong(-1);
    }

    public List<String> list(String name) {
        List<String> list = new ArrayList<>();
        json.required(name).forEach(item -> list.add(item.asText()));
        return list;
    }

    /** A field of /proc/self/status. */
    public String status(String name) {
        return json.path("status").path(name).asText();
    }

    /** The inode link of a namespace, as "net:[4026531840]". */
    public String namespace(String file) {
        return json.path("namespaces").path(file).asText();
    }

    public List<Long> rlimit(String name) {
        JsonNode pair = json.path("rlimits").path(name);
        return List.of(pair.path(0).asLong(), pair.path(1).asLong());
    }

    /** Names of open descriptors. */
    public Set<String> fds() {
        Set<String> names = new LinkedHashSet<>();
        json.path("fds").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The last mount on a path, as a line of mountinfo; empty if there is none. */
    public String mount(String path) {
        String found = "";
        for (String line : list("mountinfo")) {
            if (line.split(" ", -1)[4].equals(path)) {
                found = line;
            }
        }
        return found;
    }

    /** The options of the mount itself (not of its filesystem). */
    public Set<String> mountOptions(String path) {
        String line = mount(path);
        return line.isEmpty() ? Set.of() : Set.of(line.split(" ", -1)[5].split(",", -1));
    }

    /** "shared:N", "master:N", "unbindable", or empty for private. */
    public String propagation(String path) {
        String line = mount(path);
        String[] fields = line.substring(0, line.indexOf(" - ")).split(" ", 7);
        return fields.length < 7 ? "" : fields[6];
    }
}
