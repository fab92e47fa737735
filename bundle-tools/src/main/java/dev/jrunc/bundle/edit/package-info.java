/** Changes to a config.json, each a row of a table that the command line is made from. */
@NullMarked
package dev.jrunc.bundle.edit;

import org.jspecify.annotations.NullMarked;
