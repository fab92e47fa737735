/** Images as image-spec has them: documents, and the places that keep blobs. Everything read here is untrusted. */
@NullMarked
package dev.jrunc.bundle.image;

import org.jspecify.annotations.NullMarked;
