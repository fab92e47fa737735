/** Compiles what systemd is asked for: units, their properties, and the messages that carry them. Pure. */
@NullMarked
package dev.jrunc.systemd;

import org.jspecify.annotations.NullMarked;
