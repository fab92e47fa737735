package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One rule of the filter, for all its names. */
public record SeccompSyscall(
        List<String> names, String action, @Nullable Long errnoRet, List<SeccompArg> args) {
    public SeccompSyscall {
        names = List.copyOf(names);
        args = List.copyOf(args);
    }
}
