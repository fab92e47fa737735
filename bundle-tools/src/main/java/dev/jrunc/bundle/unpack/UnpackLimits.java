package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.tar.Expansion;
import dev.jrunc.bundle.tar.Limits;

/**
 * How much an image may unpack to.
 *
 * @param ratio of a layer's size unpacked to its size as it is kept
 */
public record UnpackLimits(long bytes, long entries, long ratio) {
    public static final UnpackLimits DEFAULT =
            new UnpackLimits(Limits.DEFAULT.bytes(), Limits.DEFAULT.entries(), Expansion.DEFAULT.ratio());

    /** Headers and padding are no content, and are bounded by the entries. */
    public Expansion expansion() {
        long headers = Math.min(entries, 1L << 40) * 1536;
        return new Expansion(bytes > Long.MAX_VALUE - headers ? Long.MAX_VALUE : bytes + headers, ratio);
    }

    Limits ofArchive() {
        return new Limits(bytes, entries);
    }
}
