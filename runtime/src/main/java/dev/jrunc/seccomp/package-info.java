/** Compiles {@code linux.seccomp} into the classic BPF program that the init stage loads; pure, no library, no host. */
@NullMarked
package dev.jrunc.seccomp;

import org.jspecify.annotations.NullMarked;
