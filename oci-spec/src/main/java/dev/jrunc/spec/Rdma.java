package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The limits for one RDMA device; unsigned 32-bit values. */
public record Rdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {}
