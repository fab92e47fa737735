package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a seccomp agent is told together with the listener descriptor. */
public record ContainerProcessState(
        String ociVersion,
        List<String> fds,
        int pid,
        @Nullable String metadata,
        State state) {
    public ContainerProcessState {
        fds = List.copyOf(fds);
    }
}
