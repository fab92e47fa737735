package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The I/O scheduling class of the process and the level within it. */
public record IoPriority(String ioClass, @Nullable Integer priority) {}
