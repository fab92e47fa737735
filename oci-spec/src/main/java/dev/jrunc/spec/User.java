package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The user the process runs as; an id that the document leaves out is 0, an absent umask is null. */
public record User(long uid, long gid, @Nullable Long umask, List<Long> additionalGids) {
    public User {
        additionalGids = List.copyOf(additionalGids);
    }
}
