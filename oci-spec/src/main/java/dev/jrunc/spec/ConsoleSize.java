package dev.jrunc.spec;

/** Rows and columns of the terminal; both are unsigned 64-bit values. */
public record ConsoleSize(long height, long width) {}
