package dev.jrunc.spec;

/** The limit in bytes for huge pages of a size such as {@code 2MB}; {@code limit} is an unsigned 64-bit value. */
public record HugepageLimit(String pageSize, long limit) {}
