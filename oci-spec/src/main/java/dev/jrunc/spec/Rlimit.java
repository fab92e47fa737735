package dev.jrunc.spec;

/** One resource limit; {@code soft} and {@code hard} are unsigned 64-bit values (-1 is infinity). */
public record Rlimit(String type, long hard, long soft) {}
