/** New config.json files: the defaults as data, and their text. */
@NullMarked
package dev.jrunc.bundle.generate;

import org.jspecify.annotations.NullMarked;
