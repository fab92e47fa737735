package dev.jrunc.spec;

import org.jspecify.annotations.Nullable;

/**
 * Memory limits in bytes (config-linux.md#memory); -1 is unlimited.
 *
 * <p>{@code swap} counts memory and swap together. {@code swappiness} is a percentage, an unsigned 64-bit value.
 */
public record Memory(
        @Nullable Long limit,
        @Nullable Long reservation,
        @Nullable Long swap,
        @Nullable Long kernel,
        @Nullable Long kernelTCP,
        @Nullable Long swappiness,
        @Nullable Boolean disableOOMKiller,
        @Nullable Boolean useHierarchy,
        @Nullable Boolean checkBeforeUpdate) {
    /** With nothing in it. */
    public static final Memory NONE = new Memory(null, null, null, null, null, null, null, null, null);

    /** The same with other limits of memory, and of memory and swap together. */
    public Memory withLimits(@Nullable Long limit, @Nullable Long swap) {
        return new Memory(
                limit,
                reservation,
                swap,
                kernel,
                kernelTCP,
                swappiness,
                disableOOMKiller,
                useHierarchy,
                checkBeforeUpdate);
    }
}
