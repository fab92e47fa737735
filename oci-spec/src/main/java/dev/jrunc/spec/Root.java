package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** The root filesystem of the container; {@code path} is empty when the document has none. */
public record Root(String path, @Nullable Boolean readonly) {}
