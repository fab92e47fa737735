package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** What becomes of a host network interface that moves into the container. */
public record NetDevice(@Nullable String name) {}
