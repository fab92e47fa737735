/** Digests of image-spec, computed by Bouncy Castle. */
@NullMarked
package dev.jrunc.bundle.digest;

import org.jspecify.annotations.NullMarked;
