/** The command line of the bundle tools. */
@NullMarked
package dev.jrunc.bundle.cli;

import org.jspecify.annotations.NullMarked;
