package dev.jrunc.spec;

/** The I/O rate of one block device; {@code rate} is an unsigned 64-bit value. */
public record ThrottleDevice(long major, long minor, long rate) {}
