package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** A device node of the container; {@code fileMode} has the permission bits only. */
public record Device(
        String path,
        String type,
        @Nullable Long major,
        @Nullable Long minor,
        @Nullable Long fileMode,
        @Nullable Long uid,
        @Nullable Long gid) {}
