/** From the command line to a command, and from a refusal to words. */
@NullMarked
package dev.jrunc.cli;

import org.jspecify.annotations.NullMarked;
