package dev.jrunc;

import org.jspecify.annotations.Nullable;

/**
 * What Jackson uses of AtomicReference, with a lock: TrimJar puts it in its place. The first AtomicReference of a JVM
 * initialises method handles, which is a twentieth of what a cold {@code run} computes.
 */
public final class LockedReference<V> {
    private @Nullable V value;

    public LockedReference() {}

    public LockedReference(@Nullable V initial) {
        value = initial;
    }

    public synchronized @Nullable V get() {
        return value;
    }

    public synchronized void set(@Nullable V newValue) {
        value = newValue;
    }

    @SuppressWarnings("ReferenceEquality") // the identity is what AtomicReference compares
    public synchronized boolean compareAndSet(@Nullable V expected, @Nullable V newValue) {
        if (value != expected) {
            return false;
        }
        value = newValue;
        return true;
    }
}
