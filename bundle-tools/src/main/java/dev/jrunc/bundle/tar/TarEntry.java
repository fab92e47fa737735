package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.fs.Metadata;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One member of an archive; names are bytes as they came.
 *
 * @param size of the data in the archive; a sparse file's is less than its {@code realSize}
 * @param sparse where the data lies in a sparse file; null for an ordinary one
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TarEntry(
        TarType type,
        byte[] name,
        byte[] linkName,
        long size,
        Metadata metadata,
        long major,
        long minor,
        @Nullable List<Extent> sparse,
        long realSize) {

    /** A piece of a sparse file. */
    public record Extent(long offset, long length) {}
}
