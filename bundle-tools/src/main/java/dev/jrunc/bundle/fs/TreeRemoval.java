package dev.jrunc.bundle.fs;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Removes a file or a whole tree by descriptors; links are removed, never followed. */
public final class TreeRemoval {
    /** Below this the rest of a branch is moved up, so that no tree is too deep for descriptors and stack. */
    private static final int DEEPEST = 64;

    private final Posix posix;
    private final Deque<byte[]> movedUp = new ArrayDeque<>();
    private int moved;

    public TreeRemoval(Posix posix) {
        this.posix = posix;
    }

    /** Does nothing when there is nothing of this name. */
    public void remove(Fd parent, byte[] name) throws PosixException {
        remove(parent, name, parent, name, 0);
        while (!movedUp.isEmpty()) {
            byte[] next = movedUp.pop();
            remove(parent, next, parent, name, 0);
        }
    }

    private void remove(Fd directory, byte[] name, Fd top, byte[] topName, int depth) throws PosixException {
        try {
            posix.unlink(directory, name, 0);
            return;
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return;
            }
            if (e.errno() != Errno.EISDIR && e.errno() != Errno.EPERM) {
                throw e;
            }
        }
        if (depth == DEEPEST) {
            byte[] free = Names.ascii(".jrunc-removed-" + moved++ + "-" + Arrays.hashCode(topName));
            posix.rename(directory, name, top, free);
            movedUp.push(free);
            return;
        }
        try (Fd inside = openWritable(directory, name)) {
            for (byte[] entry : posix.list(inside, name)) {
                remove(inside, entry, top, topName, depth + 1);
            }
        }
        posix.unlink(directory, name, Posix.REMOVE_DIRECTORY);
    }

    /** An unprivileged owner first has to let himself in. */
    private Fd openWritable(Fd directory, byte[] name) throws PosixException {
        if (!posix.isRoot()) {
            posix.chmodNode(directory, name, 0700);
        }
        return posix.openDirectoryAt(directory, name);
    }
}
