/** The engine that stays warm between commands. */
@NullMarked
package dev.jrunc.resident;

import org.jspecify.annotations.NullMarked;
