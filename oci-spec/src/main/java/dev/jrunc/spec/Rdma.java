package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The limits for one RDMA device, numbers of handles and objects (config-linux.md#rdma); unsigned 32-bit values. */
public record Rdma(@Nullable Long hcaHandles, @Nullable Long hcaObjects) {}
