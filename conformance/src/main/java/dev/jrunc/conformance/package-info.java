/** Drives any runtime binary and looks at what it did. */
@NullMarked
package dev.jrunc.conformance;

import org.jspecify.annotations.NullMarked;
