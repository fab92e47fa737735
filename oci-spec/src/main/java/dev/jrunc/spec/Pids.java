package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The limit on the number of tasks (config-linux.md#pids); -1 is unlimited. */
public record Pids(@Nullable Long limit) {}
