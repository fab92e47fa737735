package dev.jrunc.cgroup;

import dev.jrunc.spec.Resources;
import dev.jrunc.spec.json.ResourcesReader;
import dev.jrunc.spec.json.SpecException;
import java.nio.charset.StandardCharsets;

/** {@code linux.resources} from its JSON. */
final class Configs {
    private Configs() {}

    static Resources resources(String json) {
        try {
            return ResourcesReader.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (SpecException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
