/** Failures a person can do something about, and how they are told. */
@NullMarked
package dev.jrunc.bundle.report;

import org.jspecify.annotations.NullMarked;
