package dev.jrunc.command;

import java.util.ArrayList;
import java.util.List;

/** The use of resources by the files of cgroup v2, under the names that v1 gave them. */
final class UnifiedStats {
    static final List<String> FILES = List.of(
            "cpu.stat",
            "cpu.pressure",
            "cpuset.cpus.effective",
            "cpuset.mems.effective",
            "memory.stat",
            "memory.current",
            "memory.max",
            "memory.peak",
            "memory.swap.current",
            "memory.swap.max",
            "memory.pressure",
            "memory.events",
            "pids.current",
            "pids.max",
            "io.stat",
            "io.pressure");

    private static final long NO_LIMIT = -1;
    private static final int NANOSECONDS = 1000;

    private UnifiedStats() {}

    static List<String> pageFiles(List<String> sizes) {
        List<String> files = new ArrayList<>();
        for (String size : sizes) {
            files.add("hugetlb." + size + ".current");
            files.add("hugetlb." + size + ".events");
        }
        return files;
    }

    static void write(StatsJson json, List<String> pageSizes) {
        cpu(json);
        json.open("cpuset");
        json.list("cpus", json.text("cpuset.cpus.effective"));
        json.member("cpu_exclusive", 0);
        json.list("mems", json.text("cpuset.mems.effective"));
        for (String name : LegacyStats.CPUSET) {
            json.member(name, 0);
        }
        json.signed("sched_relax_domain_level", 0).close();
        memory(json);
        json.open("pids").some("current", json.number("pids.current"));
        long most = json.number("pids.max");
        json.some("limit", most == NO_LIMIT ? 0 : most).close();
        json.open("blkio");
        blockIo(json, "ioServiceBytesRecursive", "rbytes=", "wbytes=");
        blockIo(json, "ioServicedRecursive", "rios=", "wios=");
        json.pressure("io.pressure").close();
        json.open("hugetlb");
        for (String size : pageSizes) {
            json.open(size).some("usage", json.number("hugetlb." + size + ".current"));
            json.member("failcnt", json.keyed("hugetlb." + size + ".events", "max"))
                    .close();
        }
        json.close();
    }

    private static void cpu(StatsJson json) {
        json.open("cpu").open("usage");
        json.some("total", NANOSECONDS * json.keyed("cpu.stat", "usage_usec"));
        json.member("kernel", NANOSECONDS * json.keyed("cpu.stat", "system_usec"));
        json.member("user", NANOSECONDS * json.keyed("cpu.stat", "user_usec")).close();
        json.open("throttling");
        json.some("periods", json.keyed("cpu.stat", "nr_periods"));
        json.some("throttledPeriods", json.keyed("cpu.stat", "nr_throttled"));
        json.some("throttledTime", NANOSECONDS * json.keyed("cpu.stat", "throttled_usec"))
                .close();
        json.pressure("cpu.pressure").close();
    }

    /** Swap as v1 counted it: together with the memory, which leaves no peak that would be true. */
    private static void memory(StatsJson json) {
        long usage = json.number("memory.current");
        long limit = json.has("memory.max") ? json.number("memory.max") : NO_LIMIT;
        json.open("memory").some("cache", json.keyed("memory.stat", "file"));
        json.open("usage").member("limit", limit).some("usage", usage).some("max", json.number("memory.peak"));
        json.member("failcnt", json.keyed("memory.events", "max")).close();
        long swapLimit = json.number("memory.swap.max");
        boolean unlimited = limit == NO_LIMIT || swapLimit == NO_LIMIT;
        json.open("swap").member("limit", unlimited ? NO_LIMIT : limit + swapLimit);
        json.some("usage", usage + json.number("memory.swap.current"))
                .member("failcnt", 0)
                .close();
        for (String name : List.of("kernel", "kernelTCP")) {
            json.open(name).member("limit", 0).member("failcnt", 0).close();
        }
        json.lines("raw", "memory.stat").pressure("memory.pressure");
        json.lines("event_count", "memory.events").close();
    }

    /** Lines such as {@code 8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0}. */
    private static void blockIo(StatsJson json, String name, String read, String written) {
        boolean any = false;
        for (String line : json.text("io.stat").split("\n", -1)) {
            String[] words = line.split(" ", -1);
            int colon = words[0].indexOf(':');
            for (int i = 1; colon > 0 && i < words.length; i++) {
                boolean reads = words[i].startsWith(read);
                if (reads || words[i].startsWith(written)) {
                    if (!any) {
                        json.openList(name);
                    }
                    any = true;
                    String value = words[i].substring(words[i].indexOf('=') + 1);
                    LegacyStats.entry(json, words[0], reads ? "Read" : "Write", value);
                }
            }
        }
        if (any) {
            json.closeList();
        }
    }
}
