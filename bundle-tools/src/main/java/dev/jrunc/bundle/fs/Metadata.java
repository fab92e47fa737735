package dev.jrunc.bundle.fs;

import java.util.Map;

/** What a file has besides its content. */
public record Metadata(int mode, long uid, long gid, long seconds, int nanos, Map<String, byte[]> xattrs) {
    public Metadata {
        xattrs = Map.copyOf(xattrs);
    }
}
