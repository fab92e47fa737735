package dev.jrunc.spec.json;

import org.jspecify.annotations.Nullable;

/**
 * A property that the specification does not know; it is ignored (config.md, extensibility) and of interest to a lint.
 *
 * @param pointer the JSON pointer (RFC 6901) of the property
 * @param line counted from 1
 * @param column counted in bytes from 1
 * @param suggestion the known property of the same object that was probably meant
 */
public record UnknownProperty(
        String pointer, int line, int column, @Nullable String suggestion) {}
