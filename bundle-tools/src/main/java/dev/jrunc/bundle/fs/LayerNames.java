package dev.jrunc.bundle.fs;

import java.security.SecureRandom;
import java.util.List;

/**
 * The names that one layer has made, so that its whiteouts spare them wherever they stand in the archive.
 *
 * <p>A name is a directory's inode and a file name, kept as 64 bits of a keyed hash: a layer of a million files takes 16
 * MB, and nobody can prepare two names that are taken for each other.
 */
final class LayerNames {
    private final Posix posix;
    private final Fd root;
    private final long key = new SecureRandom().nextLong();
    private long[] table = new long[1024];
    private int size;
    private long parentInode;

    LayerNames(Posix posix, Fd root) {
        this.posix = posix;
        this.root = root;
    }

    /** What follows is made in this directory, which is itself the layer's, with all above it. */
    void enter(Fd parent, List<byte[]> path) throws PosixException {
        // From below: what is above a name of the layer's is the layer's already, and a path may be 2000 names long.
        boolean isNew = true;
        for (int depth = path.size() - 1; depth >= 0 && isNew; depth--) {
            try (Fd directory = posix.openInRoot(root, Names.below(path.subList(0, depth)))) {
                isNew = insert(hash(posix.stat(directory).inode(), Names.terminated(path.get(depth))));
            }
        }
        parentInode = posix.stat(parent).inode();
    }

    void add(byte[] name) {
        insert(hash(parentInode, name));
    }

    boolean has(Fd parent, byte[] name) throws PosixException {
        long wanted = hash(posix.stat(parent).inode(), name);
        return table[slot(table, wanted)] == wanted;
    }

    /** False when it is there already. */
    private boolean insert(long hash) {
        int slot = slot(table, hash);
        if (table[slot] == hash) {
            return false;
        }
        table[slot] = hash;
        if (++size * 2 > table.length) {
            long[] larger = new long[table.length * 2];
            for (long old : table) {
                if (old != 0) {
                    larger[slot(larger, old)] = old;
                }
            }
            table = larger;
        }
        return true;
    }

    private static int slot(long[] table, long hash) {
        int slot = (int) hash & (table.length - 1);
        while (table[slot] != 0 && table[slot] != hash) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private long hash(long inode, byte[] name) {
        long hash = mix(key ^ inode);
        for (int i = 0; i < name.length; i += 8) {
            long word = 0;
            for (int j = i; j < Math.min(i + 8, name.length); j++) {
                word = word << 8 | (name[j] & 0xff);
            }
            hash = mix(hash + word);
        }
        hash = mix(hash ^ key);
        return hash == 0 ? 1 : hash;
    }

    /** The finalizer of splitmix64. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
