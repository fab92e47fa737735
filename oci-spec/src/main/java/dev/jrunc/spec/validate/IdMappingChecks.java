package dev.jrunc.spec.validate;

import dev.jrunc.spec.IdMapping;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import java.util.List;

/** Checks the id mappings of the user namespace, and of mounts. */
final class IdMappingChecks {
    private static final String ANCHOR = "config-linux.md#user-namespace-mappings";
    private static final int MOST = 340; // user_namespaces(7)
    private static final long IDS = 1L << 32;

    private IdMappingChecks() {}

    static void check(Linux linux, Report report) {
        Namespace user = linux.namespace("user");
        boolean uids = !linux.uidMappings().isEmpty();
        boolean gids = !linux.gidMappings().isEmpty();
        if (user == null) {
            if (uids || gids) {
                report.must(
                        uids ? "/linux/uidMappings" : "/linux/gidMappings",
                        ANCHOR,
                        "user namespace mappings are given, but there is no user namespace",
                        "add {\"type\": \"user\"} to linux.namespaces");
            }
        } else if (user.path() == null) {
            if (!uids) {
                report.must("/linux/uidMappings", ANCHOR, "user namespaces enabled, but no uid mappings found");
            }
            if (!gids) {
                report.must("/linux/gidMappings", ANCHOR, "user namespaces enabled, but no gid mappings found");
            }
        } else if (uids || gids) {
            report.warn(
                    uids ? "/linux/uidMappings" : "/linux/gidMappings",
                    ANCHOR,
                    "a user namespace that is joined has its mappings already; these must be the same");
        }
        ranges(linux.uidMappings(), "/linux/uidMappings", report);
        ranges(linux.gidMappings(), "/linux/gidMappings", report);
    }

    /** True also where there are no mappings, and of what is no decimal number. */
    static boolean mapped(String id, List<IdMapping> mappings) {
        if (mappings.isEmpty() || id.isEmpty() || id.length() > 10) {
            return true;
        }
        long number = 0;
        for (int i = 0; i < id.length(); i++) {
            int digit = id.charAt(i) - '0';
            if (digit < 0 || digit > 9 || (i > 0 && number == 0)) {
                return true;
            }
            number = number * 10 + digit;
        }
        for (IdMapping mapping : mappings) {
            if (number >= mapping.containerID() && number < mapping.containerID() + mapping.size()) {
                return true;
            }
        }
        return false;
    }

    /** What the kernel asks of any set of mappings. */
    static void ranges(List<IdMapping> mappings, String at, Report report) {
        if (mappings.size() > MOST) {
            report.must(at, "user_namespaces(7)", "more than " + MOST + " mappings");
            return;
        }
        for (int i = 0; i < mappings.size(); i++) {
            IdMapping mapping = mappings.get(i);
            if (mapping.size() == 0) {
                report.must(at + "/" + i + "/size", ANCHOR, "the size of a mapping must be greater than zero");
            } else if (mapping.containerID() + mapping.size() > IDS || mapping.hostID() + mapping.size() > IDS) {
                report.must(at + "/" + i, "user_namespaces(7)", "the mapping ends beyond the largest id");
            }
            for (int j = 0; j < i; j++) {
                overlap(mapping, mappings.get(j), at + "/" + i, j, report);
            }
        }
    }

    private static void overlap(IdMapping a, IdMapping b, String at, int other, Report report) {
        if (a.containerID() < b.containerID() + b.size() && b.containerID() < a.containerID() + a.size()) {
            report.must(at + "/containerID", "user_namespaces(7)", "the ids overlap those of mapping " + other);
        }
        if (a.hostID() < b.hostID() + b.size() && b.hostID() < a.hostID() + a.size()) {
            report.must(at + "/hostID", "user_namespaces(7)", "the ids overlap those of mapping " + other);
        }
    }
}
