package dev.jrunc.spec;

/** The limit for one size of huge pages; {@code limit} is an unsigned 64-bit value. */
public record HugepageLimit(String pageSize, long limit) {}
