package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One command of the caller (config.md#posix-platform-hooks); {@code timeout} is in seconds.
 *
 * <p>{@code env} is null when the document has none, which is not the same as empty.
 */
public record Hook(
        String path,
        List<String> args,
        @Nullable List<String> env,
        @Nullable Long timeout) {
    public Hook {
        args = List.copyOf(args);
        env = env == null ? null : List.copyOf(env);
    }
}
