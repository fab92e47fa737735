package dev.jrunc.bundle.unpack;

/** Hears how far the work is; told often, so it must be quick. */
public interface Progress {
    /**
     * A layer begins.
     *
     * @param number from 1 to {@code count}
     * @param size in bytes, as it is kept
     */
    void layer(int number, int count, String name, long size);

    /** How many bytes of all layers, as they are kept, have been read. */
    void bytes(long read, long total);

    /** The line is free again, whatever came of the work. */
    void end();
}
