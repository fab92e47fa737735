package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** One rule of the device cgroup; an absent {@code type}, {@code major} or {@code minor} means any. */
public record DeviceRule(
        boolean allow,
        @Nullable String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Nullable String access) {}
