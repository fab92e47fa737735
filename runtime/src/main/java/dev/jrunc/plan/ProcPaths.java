package dev.jrunc.plan;

/** What may be mounted inside /proc: a volume anywhere else there could fake what the kernel says (CVE-2019-16884). */
final class ProcPaths {
    private ProcPaths() {}

    /**
     * Looks at the destination of a mount.
     *
     * @throws Refusal when it is inside /proc and not one of the files that lxcfs and its like replace
     */
    static void check(String destination, int index) throws Refusal {
        if (!destination.contains("/proc/")) {
            return;
        }
        StringBuilder clean = new StringBuilder(destination.length());
        for (String part : destination.split("/", -1)) {
            if (part.equals("..")) {
                clean.setLength(Math.max(clean.lastIndexOf("/"), 0));
            } else if (!part.isEmpty() && !part.equals(".")) {
                clean.append('/').append(part);
            }
        }
        if (clean.length() > 6 && clean.indexOf("/proc/") == 0 && !isReplaceable(clean.substring(6))) {
            throw new Refusal(
                    "\"" + destination + "\" cannot be mounted because it is inside /proc",
                    "/mounts/" + index + "/destination",
                    "only files like cpuinfo, meminfo, stat or uptime may be replaced there");
        }
    }

    private static boolean isReplaceable(String name) {
        return switch (name) {
            case "cpuinfo",
                    "diskstats",
                    "meminfo",
                    "stat",
                    "swaps",
                    "uptime",
                    "loadavg",
                    "slabinfo",
                    "sys/kernel/ns_last_pid",
                    "sys/crypto/fips_enabled" -> true;
            default -> false;
        };
    }
}
