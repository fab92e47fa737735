package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The I/O weight of one block device. */
public record WeightDevice(
        long major,
        long minor,
        @Nullable Integer weight,
        @Nullable Integer leafWeight) {}
