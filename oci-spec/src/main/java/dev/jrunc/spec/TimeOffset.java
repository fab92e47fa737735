package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The offset of one clock in a new time namespace: seconds, and less than a second in nanoseconds. */
public record TimeOffset(@Nullable Long secs, @Nullable Long nanosecs) {}
