package dev.jrunc.spec.validate;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import org.jspecify.annotations.Nullable;

/** Which namespaces a container has apart from those of its caller. */
final class NamespaceSet {
    private final @Nullable Linux linux;

    NamespaceSet(Config config) {
        this.linux = config.linux();
    }

    /** The namespace of this type, or null when the container shares that of its caller. */
    @Nullable
    Namespace find(String type) {
        if (linux != null) {
            for (Namespace namespace : linux.namespaces()) {
                if (namespace.type().equals(type)) {
                    return namespace;
                }
            }
        }
        return null;
    }

    boolean has(String type) {
        return find(type) != null;
    }
}
