package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The I/O scheduling class of the process, such as {@code IOPRIO_CLASS_BE}, and the level from 0 to 7 within it. */
public record IoPriority(String ioClass, @Nullable Integer priority) {}
