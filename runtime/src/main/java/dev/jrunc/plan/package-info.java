/** Compiles a configuration into the operations that the launcher and the init stage carry out. Pure: no I/O, no clock. */
@NullMarked
package dev.jrunc.plan;

import org.jspecify.annotations.NullMarked;
