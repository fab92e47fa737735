package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;

/** A system call that failed; callers branch on {@link #errno}, never on the text. */
public final class PosixException extends BundleException {
    private static final long serialVersionUID = 1;
    private final Errno errno;

    PosixException(String call, String path, int number) {
        super(call + " " + path + ": " + Errno.of(number).words(number));
        this.errno = Errno.of(number);
    }

    public Errno errno() {
        return errno;
    }
}
