/** The OCI documents as immutable records. */
@NullMarked
package dev.jrunc.spec;

import org.jspecify.annotations.NullMarked;
