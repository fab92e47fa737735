package dev.jrunc.bundle.rootfs;

/**
 * What of a source is not in the root filesystem.
 *
 * @param devices nodes that could not be made for want of privilege
 * @param rest whether an archive goes on after its end marker, where nobody reads members
 */
public record LeftOut(int devices, boolean rest) {}
