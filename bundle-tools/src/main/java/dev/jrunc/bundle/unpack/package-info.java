/** From an image to a bundle: layers applied one over the other, and the image's config made a config.json. */
@NullMarked
package dev.jrunc.bundle.unpack;

import org.jspecify.annotations.NullMarked;
