package dev.jrunc.bundle.tar;

/**
 * How far something compressed may expand: a decompression bomb ends here.
 *
 * @param bytes of all of it unpacked
 * @param ratio of its size unpacked to its size as it is kept
 */
public record Expansion(long bytes, long ratio) {
    public static final Expansion DEFAULT = new Expansion(Limits.DEFAULT.bytes(), 500);

    /** What is small may shrink as it likes: a file of zeros does so a thousandfold. */
    private static final long RATIO_FROM = 256L << 20;

    /**
     * Looks at what has come out so far.
     *
     * @param what begins the message: "NAME: unpacks"
     * @throws LimitException when that is more bytes than may be
     */
    public void checkSize(String what, long unpacked) throws LimitException {
        if (unpacked > bytes) {
            throw new LimitException(what + " to more than " + bytes + " bytes (--max-size)");
        }
    }

    /**
     * Looks at what has come out so far, of so many bytes that have gone in.
     *
     * @throws LimitException when that is more times as much than may be
     */
    public void checkRatio(String what, long unpacked, long packed) throws LimitException {
        if (unpacked > RATIO_FROM && unpacked / ratio > packed) {
            throw new LimitException(
                    what + ": unpacks to more than " + ratio + " times its size (--max-ratio): a decompression bomb?");
        }
    }
}
