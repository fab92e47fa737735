package dev.jrunc.spec;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of a container as the specification defines it; {@code pid} is null when there is no process. */
public record State(
        String ociVersion,
        String id,
        String status,
        @Nullable Integer pid,
        String bundle,
        Map<String, String> annotations) {
    public State {
        annotations = OrderedMap.copyOf(annotations);
    }
}
