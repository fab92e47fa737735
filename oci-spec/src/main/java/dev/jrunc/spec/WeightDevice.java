package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The I/O weight of one block device, 10 to 1000. */
public record WeightDevice(
        long major,
        long minor,
        @Nullable Integer weight,
        @Nullable Integer leafWeight) {}
