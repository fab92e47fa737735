/** Makes, edits and checks bundles. */
@NullMarked
package dev.jrunc.bundle;

import org.jspecify.annotations.NullMarked;
