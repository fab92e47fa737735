package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Checks the list of namespaces. */
final class NamespaceChecks {
    private static final String ANCHOR = "config-linux.md#namespaces";

    private NamespaceChecks() {}

    static void check(Linux linux, Report report) {
        List<Namespace> namespaces = linux.namespaces();
        Set<String> types = new HashSet<>();
        for (int i = 0; i < namespaces.size(); i++) {
            Namespace namespace = namespaces.get(i);
            String type = namespace.type();
            String path = namespace.path();
            String at = "/linux/namespaces/" + i;
            if (!Names.NAMESPACES.knows(type)) {
                report.must(
                        at + "/type",
                        ANCHOR,
                        "unknown namespace type \"" + type + "\": namespace " + inRunc(namespace) + " does not exist",
                        Names.NAMESPACES.hint(type));
            } else if (!types.add(type)) {
                report.must(at + "/type", ANCHOR, "malformed spec file: duplicated ns " + inRunc(namespace));
            }
            if (path != null && !path.startsWith("/")) {
                report.must(at + "/path", ANCHOR, "namespace path must be absolute, found \"" + path + "\"");
            }
        }
    }

    /** The namespace as runc prints it; tests of callers match it. */
    private static String inRunc(Namespace namespace) {
        String path = namespace.path();
        return "{\"" + namespace.type() + "\" \"" + (path == null ? "" : path) + "\"}";
    }
}
