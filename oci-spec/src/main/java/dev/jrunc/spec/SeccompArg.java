package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** One condition on an argument; the values are unsigned 64-bit values. */
public record SeccompArg(long index, long value, @Nullable Long valueTwo, String op) {}
