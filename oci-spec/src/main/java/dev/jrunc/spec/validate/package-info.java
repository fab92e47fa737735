/** What a document must say beyond being well formed; only what can be told without asking the host. */
@NullMarked
package dev.jrunc.spec.validate;

import org.jspecify.annotations.NullMarked;
