package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The net_cls and net_prio settings of cgroup v1. */
public record Network(@Nullable Long classID, List<InterfacePriority> priorities) {
    public Network {
        priorities = List.copyOf(priorities);
    }
}
