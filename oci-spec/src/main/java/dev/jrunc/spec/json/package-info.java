/** Documents from and to JSON; the only package that knows Jackson. */
@NullMarked
package dev.jrunc.spec.json;

import org.jspecify.annotations.NullMarked;
