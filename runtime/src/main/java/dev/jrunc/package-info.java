/** The engine: compiles a request into a plan. */
@NullMarked
package dev.jrunc;

import org.jspecify.annotations.NullMarked;
