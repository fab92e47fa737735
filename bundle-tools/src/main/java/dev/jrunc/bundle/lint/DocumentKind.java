package dev.jrunc.bundle.lint;

/** The documents of runtime-spec that can be checked. */
public enum DocumentKind {
    CONFIG,
    PROCESS,
    RESOURCES,
    STATE,
    FEATURES
}
