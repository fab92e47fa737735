package dev.jrunc.cli;

import static dev.jrunc.cli.OptionSyntax.help;
import static dev.jrunc.cli.OptionSyntax.value;

import java.util.List;

/** The options of {@code update}: one for each limit that people change by hand. */
final class UpdateSyntax {
    private UpdateSyntax() {}

    static List<OptionSyntax> options() {
        return List.of(
                value(
                                "resources",
                                "file",
                                "take linux.resources from this file, - for stdin; the other options are then ignored")
                        .or('r'),
                value("blkio-weight", "N", "weight of block I/O, 10 to 1000"),
                value("cpu-period", "us", "length of the period that cpu-quota is a part of"),
                value("cpu-quota", "us", "CPU time in each period, -1 for no limit"),
                value("cpu-burst", "us", "unused CPU time that may be saved up on top of the quota"),
                value("cpu-share", "N", "CPU weight against other containers, 2 to 262144"),
                value("cpu-rt-period", "us", "length of the period that cpu-rt-runtime is a part of"),
                value("cpu-rt-runtime", "us", "realtime CPU time in each period"),
                value("cpuset-cpus", "list", "CPUs to use, for example 0-2,7"),
                value("cpuset-mems", "list", "memory nodes to use"),
                hidden("kernel-memory"),
                hidden("kernel-memory-tcp"),
                value("memory", "bytes", "memory limit, for example 50M, -1 for none"),
                value("cpu-idle", "0|1", "1: run only when nothing else wants the CPU"),
                value("memory-reservation", "bytes", "memory that is reclaimed last, or soft limit"),
                value("memory-swap", "bytes", "limit of memory and swap together, -1 for no limit on swap"),
                value("pids-limit", "N", "greatest number of tasks, -1 for no limit"),
                value("l3-cache-schema", "line", "L3 lines of the container's resctrl group"),
                value("mem-bw-schema", "line", "MB line of the container's resctrl group"),
                help());
    }

    /** Limits that new kernels do not have any more. */
    private static OptionSyntax hidden(String name) {
        return value(name, "bytes", "");
    }
}
