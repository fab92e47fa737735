/** What is different between two configurations, in words. */
@NullMarked
package dev.jrunc.bundle.diff;

import org.jspecify.annotations.NullMarked;
