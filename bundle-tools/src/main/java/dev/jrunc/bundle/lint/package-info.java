/** Everything that can be said about a document without starting a container. */
@NullMarked
package dev.jrunc.bundle.lint;

import org.jspecify.annotations.NullMarked;
