/** The one door to the host: facts are asked for and plans are run through it. */
@NullMarked
package dev.jrunc.host;

import org.jspecify.annotations.NullMarked;
