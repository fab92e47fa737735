package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/** A namespace to create, or to join when {@code path} is present. */
public record Namespace(String type, @Nullable String path) {}
