/** What a container may do now, and what is kept of it on disk. */
@NullMarked
package dev.jrunc.lifecycle;

import org.jspecify.annotations.NullMarked;
