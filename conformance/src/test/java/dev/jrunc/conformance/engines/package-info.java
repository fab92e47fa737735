/** Real container engines with the runtime under test, and with runc for comparison. */
@NullMarked
package dev.jrunc.conformance.engines;

import org.jspecify.annotations.NullMarked;
