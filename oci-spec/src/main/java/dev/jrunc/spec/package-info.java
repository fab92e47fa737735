/**
 * The documents of runtime-spec 1.3.0 as immutable values: one record per object of the specification, components named
 * as the JSON properties, strings as they came.
 *
 * <p>An absent property is {@code null}, an absent list or map is empty unless its presence matters (then it is
 * nullable). An optional string that is present but empty is read as absent, as Go callers mean it. Unsigned 64-bit
 * values are a {@code long} that holds the bits; unsigned 32-bit values are a {@code long} from 0 to 2^32-1.
 */
@NullMarked
package dev.jrunc.spec;

import org.jspecify.annotations.NullMarked;
