/** File work by descriptor, for what the JDK lacks: openat2, device nodes, owners, links, times, extended attributes. */
@NullMarked
package dev.jrunc.bundle.fs;

import org.jspecify.annotations.NullMarked;
