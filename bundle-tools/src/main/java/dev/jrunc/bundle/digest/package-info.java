/** Digests of image-spec. */
@NullMarked
package dev.jrunc.bundle.digest;

import org.jspecify.annotations.NullMarked;
