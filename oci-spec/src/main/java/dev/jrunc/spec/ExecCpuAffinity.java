package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** CPU lists for {@code exec}: before and after the process enters the cgroup. */
public record ExecCpuAffinity(
        @Nullable String initial, @Nullable String finalCpus) {}
