package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The system call filter; {@code flags} is null when the document has none, which is not the same as empty. */
public record Seccomp(
        String defaultAction,
        @Nullable Long defaultErrnoRet,
        List<String> architectures,
        @Nullable List<String> flags,
        @Nullable String listenerPath,
        @Nullable String listenerMetadata,
        List<SeccompSyscall> syscalls) {
    public Seccomp {
        architectures = List.copyOf(architectures);
        flags = flags == null ? null : List.copyOf(flags);
        syscalls = List.copyOf(syscalls);
    }
}
