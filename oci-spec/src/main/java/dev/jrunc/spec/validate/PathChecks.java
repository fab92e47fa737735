package dev.jrunc.spec.validate;

import dev.jrunc.spec.Linux;
import java.util.List;

/** Checks masked and read-only paths and the propagation of the root. */
final class PathChecks {
    private PathChecks() {}

    static void check(Linux linux, Report report) {
        String propagation = linux.rootfsPropagation();
        if (propagation != null && !Names.PROPAGATIONS.knows(propagation)) {
            report.must(
                    "/linux/rootfsPropagation",
                    "config-linux.md#rootfs-mount-propagation",
                    "rootfsPropagation=" + propagation + " is not supported",
                    Names.PROPAGATIONS.hint(propagation));
        }
        if (propagation != null && linux.namespace("mount") == null) {
            report.must(
                    "/linux/rootfsPropagation",
                    "config-linux.md#rootfs-mount-propagation",
                    "unable to set rootfs propagation without a private MNT namespace",
                    "add {\"type\": \"mount\"} to linux.namespaces");
        }
        paths(linux.maskedPaths(), "maskedPaths", "config-linux.md#masked-paths", linux, report);
        paths(linux.readonlyPaths(), "readonlyPaths", "config-linux.md#readonly-paths", linux, report);
    }

    private static void paths(List<String> paths, String property, String anchor, Linux linux, Report report) {
        if (!paths.isEmpty() && linux.namespace("mount") == null) {
            report.must(
                    "/linux/" + property,
                    anchor,
                    "unable to restrict sys entries without a private MNT namespace",
                    "add {\"type\": \"mount\"} to linux.namespaces");
        }
        for (int i = 0; i < paths.size(); i++) {
            if (!paths.get(i).startsWith("/")) {
                report.must(
                        "/linux/" + property + "/" + i,
                        anchor,
                        "the path must be absolute, found \"" + paths.get(i) + "\"");
            }
        }
    }
}
