package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.util.List;

/**
 * Whose the files become.
 *
 * @param privileged the caller may give files away
 * @param remembered the archive's owner is noted in an extended attribute
 * @param uids ranges of user ids, empty: they stay as they are
 * @param gids the same for groups
 */
public record Owners(boolean privileged, boolean remembered, List<Range> uids, List<Range> gids) {
    /** A range of ids of the archive and where it lies on the host. */
    public record Range(long container, long host, long size) {}

    /** As the archive says. */
    public static final Owners AS_ARCHIVED = new Owners(true, false, List.of(), List.of());

    /** The caller's, who may not give files away. */
    public static final Owners CALLER = new Owners(false, false, List.of(), List.of());

    /** The caller's; the archive's owner is noted in {@code user.rootlesscontainers}, which PRoot and umoci read. */
    public static final Owners ROOTLESS = new Owners(false, true, List.of(), List.of());

    public Owners {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    /** Whether they are given to the ids of a user namespace. */
    public boolean isMapped() {
        return !uids.isEmpty();
    }

    long uid(long id) throws BundleException {
        return mapped("user", uids, id);
    }

    /**
     * The id on the host of a group of the archive.
     *
     * @throws BundleException when no range has it
     */
    public long gid(long id) throws BundleException {
        return mapped("group", gids, id);
    }

    private static long mapped(String kind, List<Range> ranges, long id) throws BundleException {
        if (ranges.isEmpty()) {
            return id;
        }
        for (Range range : ranges) {
            if (id >= range.container() && id - range.container() < range.size()) {
                return range.host() + (id - range.container());
            }
        }
        throw new BundleException(kind + " id " + id + " is in no range of the map (--uid-map, --gid-map)");
    }
}
