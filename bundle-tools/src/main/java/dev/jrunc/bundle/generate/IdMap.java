package dev.jrunc.bundle.generate;

/** A range of user or group ids of the container and where it lies on the host; ids are 0 to 2^32-1. */
public record IdMap(long container, long host, long size) {}
