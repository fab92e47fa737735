package dev.jrunc.spec;

/** The rate of one block device, bytes or operations each second; {@code rate} is an unsigned 64-bit value. */
public record ThrottleDevice(long major, long minor, long rate) {}
