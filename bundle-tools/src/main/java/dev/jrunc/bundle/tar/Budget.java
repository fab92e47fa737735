package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.report.BundleException;
import java.util.function.BooleanSupplier;

/** What has been made so far, held against the limits; ends the work when a signal wants that. */
public final class Budget {
    private final Limits limits;
    private final BooleanSupplier cancelled;
    private long bytes;
    private long entries;

    public Budget(Limits limits, BooleanSupplier cancelled) {
        this.limits = limits;
        this.cancelled = cancelled;
    }

    /**
     * One more entry.
     *
     * @param implied entries that nobody counts one by one
     */
    public void entry(long implied) throws BundleException {
        // A name may make two thousand directories.
        if (++entries + implied > limits.entries()) {
            throw new LimitException("more than " + limits.entries() + " entries (--max-entries)");
        }
        checkCancelled();
    }

    /** So many bytes more. */
    public void bytes(long size) throws TarException {
        fits(size, limits.bytes() - bytes);
        bytes += size;
    }

    /** A sparse file may be larger than what there is of it. */
    void length(long size) throws TarException {
        fits(size, limits.bytes());
    }

    private void fits(long size, long most) throws TarException {
        if (size > most) {
            throw new LimitException("more than " + limits.bytes() + " bytes (--max-size)");
        }
    }

    long entries() {
        return entries;
    }

    void checkCancelled() throws BundleException {
        if (cancelled.getAsBoolean()) {
            throw new BundleException("interrupted");
        }
    }
}
