/** Fetches images from registries (distribution-spec) into a layout. What a registry answers is untrusted. */
@NullMarked
package dev.jrunc.bundle.registry;

import org.jspecify.annotations.NullMarked;
