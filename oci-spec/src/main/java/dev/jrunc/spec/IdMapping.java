package dev.jrunc.spec;

/** A range of {@code size} ids of the container and where it lies on the host; all three are unsigned 32-bit values. */
public record IdMapping(long containerID, long hostID, long size) {}
