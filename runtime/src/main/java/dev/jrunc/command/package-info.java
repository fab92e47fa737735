/** One operation each: asks for facts, has them compiled, hands the plan over. */
@NullMarked
package dev.jrunc.command;

import org.jspecify.annotations.NullMarked;
