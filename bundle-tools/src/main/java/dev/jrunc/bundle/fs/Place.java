package dev.jrunc.bundle.fs;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An open directory below a root.
 *
 * @param path without links, so that a directory has one name however an archive calls it
 */
record Place(Fd directory, List<byte[]> path) implements AutoCloseable {
    Place {
        path = List.copyOf(path);
    }

    /** Opens it, links followed inside the root; ENOENT, ENOTDIR or ELOOP when there is none. */
    static Place open(Posix posix, Fd root, List<byte[]> path) throws PosixException {
        byte[] name = Names.below(path);
        try {
            // Most paths have no link in them, and then there is nothing to find out.
            return new Place(posix.openWithoutLinks(root, name), path);
        } catch (PosixException e) {
            if (e.errno() != Errno.ELOOP) {
                throw e;
            }
        }
        Fd directory = posix.openInRoot(root, name);
        try {
            return new Place(directory, below(posix.place(root), posix.place(directory), path));
        } catch (PosixException e) {
            directory.close();
            throw e;
        }
    }

    /** Null when there is no such directory. */
    static @Nullable Place find(Posix posix, Fd root, List<byte[]> path) throws PosixException {
        try {
            return open(posix, root, path);
        } catch (PosixException e) {
            if (e.errno().isNoDirectory()) {
                return null;
            }
            throw e;
        }
    }

    /** The path as it was asked for when the kernel can't tell, as of a tree that is mounted elsewhere only. */
    private static List<byte[]> below(byte[] root, byte[] directory, List<byte[]> otherwise) {
        for (int i = 0; i < root.length; i++) {
            if (i == directory.length || root[i] != directory[i]) {
                return otherwise;
            }
        }
        boolean inside = directory.length == root.length || directory[root.length] == '/';
        return inside ? Names.parts(Arrays.copyOfRange(directory, root.length, directory.length)) : otherwise;
    }

    @Override
    public void close() {
        directory.close();
    }
}
