package dev.jrunc.bundle.tar;

/** How much an archive may unpack to: a bomb ends here, not with a full disk. */
public record Limits(long bytes, long entries) {
    public static final Limits DEFAULT = new Limits(64L << 30, 10_000_000);
}
