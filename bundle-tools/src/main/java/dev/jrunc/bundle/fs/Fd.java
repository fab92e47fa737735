package dev.jrunc.bundle.fs;

/** An open file descriptor and who closes it. */
public final class Fd implements AutoCloseable {
    private final Posix posix;
    private int number;

    Fd(Posix posix, int number) {
        this.posix = posix;
        this.number = number;
    }

    public int number() {
        return number;
    }

    @Override
    public void close() {
        if (number >= 0) {
            posix.close(number);
            number = -1;
        }
    }
}
