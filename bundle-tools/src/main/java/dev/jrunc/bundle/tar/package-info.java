/** Reads tar archives (ustar, PAX, GNU) and applies them to a root filesystem. */
@NullMarked
package dev.jrunc.bundle.tar;

import org.jspecify.annotations.NullMarked;
