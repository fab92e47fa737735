package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.tar.Compression;
import org.jspecify.annotations.Nullable;

/**
 * A layer as it is kept, and what it must hash to.
 *
 * @param digest of the blob; null in a docker-save archive, which has none
 * @param diffId of the uncompressed archive
 * @param compression as the media type says; null where there is none
 */
public record Layer(
        Content content,
        @Nullable Digest digest,
        Digest diffId,
        @Nullable Compression compression) {
    /** For messages. */
    public String name() {
        return "layer " + (digest == null ? diffId : digest);
    }
}
