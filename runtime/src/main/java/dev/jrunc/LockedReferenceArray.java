package dev.jrunc;

import org.jspecify.annotations.Nullable;

/** What Jackson uses of AtomicReferenceArray, with a lock; see {@link LockedReference}. */
public final class LockedReferenceArray<V> {
    private final @Nullable Object[] values;

    public LockedReferenceArray(int length) {
        values = new Object[length];
    }

    @SuppressWarnings("unchecked") // set takes nothing else
    public synchronized @Nullable V get(int index) {
        return (V) values[index];
    }

    public synchronized void set(int index, @Nullable V value) {
        values[index] = value;
    }

    public synchronized @Nullable V getAndSet(int index, @Nullable V value) {
        V before = get(index);
        values[index] = value;
        return before;
    }
}
