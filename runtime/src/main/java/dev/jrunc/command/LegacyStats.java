package dev.jrunc.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The use of resources by the files of cgroup v1. */
final class LegacyStats {
    /** Members of {@code cpuset} that are numbers; files of the same names, but for the prefix. */
    static final List<String> CPUSET = List.of(
            "mem_hardwall",
            "mem_exclusive",
            "memory_migrate",
            "memory_spread_page",
            "memory_spread_slab",
            "memory_pressure",
            "sched_load_balance");

    /** Block I/O: the member, and the files that may have it, the most telling scheduler first. */
    private static final List<List<String>> BLOCK_IO = List.of(
            List.of(
                    "ioServiceBytesRecursive",
                    "blkio.bfq.io_service_bytes_recursive",
                    "blkio.io_service_bytes_recursive",
                    "blkio.throttle.io_service_bytes_recursive",
                    "blkio.throttle.io_service_bytes"),
            List.of(
                    "ioServicedRecursive",
                    "blkio.bfq.io_serviced_recursive",
                    "blkio.io_serviced_recursive",
                    "blkio.throttle.io_serviced_recursive",
                    "blkio.throttle.io_serviced"),
            List.of("ioQueueRecursive", "blkio.bfq.io_queued_recursive", "blkio.io_queued_recursive"),
            List.of("ioServiceTimeRecursive", "blkio.bfq.io_service_time_recursive", "blkio.io_service_time_recursive"),
            List.of("ioWaitTimeRecursive", "blkio.bfq.io_wait_time_recursive", "blkio.io_wait_time_recursive"),
            List.of("ioMergedRecursive", "blkio.bfq.io_merged_recursive", "blkio.io_merged_recursive"),
            List.of("ioTimeRecursive", "blkio.bfq.time_recursive", "blkio.time_recursive"),
            List.of("sectorsRecursive", "blkio.bfq.sectors_recursive", "blkio.sectors_recursive"));

    private static final List<String> MEMORY = List.of("memory", "memory.memsw", "memory.kmem", "memory.kmem.tcp");
    private static final List<String> MEMORY_MEMBERS = List.of("usage", "swap", "kernel", "kernelTCP");

    static final Map<String, List<String>> FILES = Map.of(
            "cpuacct", List.of("cpuacct.usage", "cpuacct.usage_percpu", "cpuacct.usage_all", "cpuacct.stat"),
            "cpu", List.of("cpu.stat"),
            "cpuset", cpusetFiles(),
            "memory", memoryFiles(),
            "pids", List.of("pids.current", "pids.max"),
            "blkio", blockIoFiles());

    /** cpuacct.stat counts in units of 1/100 s, sysconf(_SC_CLK_TCK), on every architecture that is supported. */
    private static final long TICK_NANOSECONDS = 10_000_000;

    private LegacyStats() {}

    private static List<String> cpusetFiles() {
        List<String> files = new ArrayList<>(
                List.of("cpuset.cpus", "cpuset.mems", "cpuset.cpu_exclusive", "cpuset.sched_relax_domain_level"));
        for (String name : CPUSET) {
            files.add("cpuset." + name);
        }
        return List.copyOf(files);
    }

    private static List<String> memoryFiles() {
        List<String> files = new ArrayList<>(List.of("memory.stat"));
        for (String prefix : MEMORY) {
            for (String suffix : List.of(".limit_in_bytes", ".usage_in_bytes", ".max_usage_in_bytes", ".failcnt")) {
                files.add(prefix + suffix);
            }
        }
        return List.copyOf(files);
    }

    private static List<String> blockIoFiles() {
        List<String> files = new ArrayList<>();
        for (List<String> member : BLOCK_IO) {
            files.addAll(member.subList(1, member.size()));
        }
        return List.copyOf(files);
    }

    static List<String> pageFiles(List<String> sizes) {
        List<String> files = new ArrayList<>();
        for (String size : sizes) {
            files.add("hugetlb." + size + ".usage_in_bytes");
            files.add("hugetlb." + size + ".max_usage_in_bytes");
            files.add("hugetlb." + size + ".failcnt");
        }
        return files;
    }

    static void write(StatsJson json, List<String> pageSizes) {
        cpu(json);
        json.open("cpuset").list("cpus", json.text("cpuset.cpus"));
        json.member("cpu_exclusive", json.number("cpuset.cpu_exclusive"));
        json.list("mems", json.text("cpuset.mems"));
        for (String name : CPUSET) {
            json.member(name, json.number("cpuset." + name));
        }
        json.signed("sched_relax_domain_level", json.number("cpuset.sched_relax_domain_level"))
                .close();
        json.open("memory").some("cache", json.keyed("memory.stat", "cache"));
        for (int i = 0; i < MEMORY.size(); i++) {
            String file = MEMORY.get(i);
            json.open(MEMORY_MEMBERS.get(i)).member("limit", json.number(file + ".limit_in_bytes"));
            json.some("usage", json.number(file + ".usage_in_bytes"));
            json.some("max", json.number(file + ".max_usage_in_bytes"));
            json.member("failcnt", json.number(file + ".failcnt")).close();
        }
        json.lines("raw", "memory.stat").close();
        json.open("pids").some("current", json.number("pids.current"));
        long most = json.number("pids.max");
        json.some("limit", most < 0 ? 0 : most).close();
        json.open("blkio");
        for (List<String> member : BLOCK_IO) {
            blockIo(json, member);
        }
        json.close().open("hugetlb");
        for (String size : pageSizes) {
            String file = "hugetlb." + size;
            json.open(size).some("usage", json.number(file + ".usage_in_bytes"));
            json.some("max", json.number(file + ".max_usage_in_bytes"));
            json.member("failcnt", json.number(file + ".failcnt")).close();
        }
        json.close();
    }

    private static void cpu(StatsJson json) {
        json.open("cpu").open("usage").some("total", json.number("cpuacct.usage"));
        column(json, "percpu", json.text("cpuacct.usage_percpu").replace(' ', '\n'), 0);
        column(json, "percpu_kernel", json.text("cpuacct.usage_all"), 2);
        column(json, "percpu_user", json.text("cpuacct.usage_all"), 1);
        json.member("kernel", TICK_NANOSECONDS * json.keyed("cpuacct.stat", "system"));
        json.member("user", TICK_NANOSECONDS * json.keyed("cpuacct.stat", "user"))
                .close();
        json.open("throttling").some("periods", json.keyed("cpu.stat", "nr_periods"));
        json.some("throttledPeriods", json.keyed("cpu.stat", "nr_throttled"));
        json.some("throttledTime", json.keyed("cpu.stat", "throttled_time")).close();
        json.close();
    }

    /** One column of a table with a line a processor; its heading is no number. */
    private static void column(StatsJson json, String name, String table, int column) {
        boolean any = false;
        for (String line : table.split("\n", -1)) {
            String[] cells = line.split(" ", -1);
            if (cells.length > column && !cells[0].isEmpty() && Character.isDigit(cells[0].charAt(0))) {
                if (!any) {
                    json.openList(name);
                }
                any = true;
                json.member("", StatsJson.parse(cells[column]));
            }
        }
        if (any) {
            json.closeList();
        }
    }

    /** Lines such as {@code 8:0 Read 4096} and {@code 8:0 1234}; the sums over all devices stay out. */
    private static void blockIo(StatsJson json, List<String> member) {
        int file = 1;
        while (file < member.size() && json.text(member.get(file)).indexOf(':') < 0) {
            file++;
        }
        if (file == member.size()) {
            return;
        }
        json.openList(member.get(0));
        for (String line : json.text(member.get(file)).split("\n", -1)) {
            String[] words = line.split(" ", -1);
            if (words[0].indexOf(':') > 0 && words.length >= 2) {
                entry(json, words[0], words.length > 2 ? words[1] : "", words[words.length - 1]);
            }
        }
        json.closeList();
    }

    static void entry(StatsJson json, String device, String operation, String value) {
        int colon = device.indexOf(':');
        json.open("").some("major", StatsJson.parse(device.substring(0, colon)));
        json.some("minor", StatsJson.parse(device.substring(colon + 1)));
        if (!operation.isEmpty()) {
            json.string("op", operation);
        }
        json.some("value", StatsJson.parse(value)).close();
    }
}
