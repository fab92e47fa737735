package dev.jrunc.bundle.unpack;

/** Hears how far the work is; told often, so it must be quick. */
public interface Progress {
    void layer(int number, int count, String name, long size);

    /** Of all layers as they are kept. */
    void bytes(long read, long total);

    /** The line is free again, whatever came of the work. */
    void end();
}
