package dev.jrunc.plan;

/** What can be said of a path by its text, without asking the host. */
public final class Paths {
    private static final String PROC = "/proc/";

    private Paths() {}

    /** An absolute path without empty, {@code .} and {@code ..} components. */
    public static String clean(String path) {
        return clean(path, true);
    }

    /**
     * The destination of a mount from the container's root on, where the kernel finds out what {@code ..} leads to. A
     * relative one SHOULD be taken as relative to "/" (config.md#mounts); each place has one spelling.
     */
    static String destination(String given) {
        String path = given.startsWith("/") ? given : "/" + given;
        boolean clean = !path.endsWith("/") && !path.contains("//") && !path.contains("/.");
        return clean ? path : clean(path, false);
    }

    private static String clean(String path, boolean resolves) {
        StringBuilder result = new StringBuilder(path.length());
        int start = 1;
        while (start <= path.length()) {
            int slash = path.indexOf('/', start);
            int end = slash < 0 ? path.length() : slash;
            String part = path.substring(start, end);
            if (resolves && part.equals("..")) {
                result.setLength(Math.max(result.lastIndexOf("/"), 0));
            } else if (!part.isEmpty() && !part.equals(".")) {
                result.append('/').append(part);
            }
            start = end + 1;
        }
        return result.length() == 0 ? "/" : result.toString();
    }

    /**
     * Looks at the destination of a mount: a volume inside /proc could fake what the kernel says (CVE-2019-16884).
     *
     * @param index of the mount
     * @throws Refusal when it is inside /proc and not one of the files that lxcfs and its like replace
     */
    static void refuseInsideProc(String destination, int index) throws Refusal {
        if (!destination.contains(PROC)) {
            return;
        }
        String path = clean(destination);
        if (path.startsWith(PROC) && !isReplaceable(path.substring(PROC.length()))) {
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
