package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Copies a directory tree with everything that a tar archive would keep; other file systems below it stay out. */
public final class TreeCopy {
    private static final int DEEPEST = 256;

    private final Posix posix;
    private final RootFs target;
    private final Watch watch;
    private final Map<Long, List<byte[]>> linked = new HashMap<>();
    private int leftOut;

    /** Hears of each file before it is made, and may end the copy. */
    public interface Watch {
        /**
         * One more entry.
         *
         * @param size of its data, 0 for what has none
         */
        void file(long size) throws BundleException;
    }

    public TreeCopy(Posix posix, RootFs target, Watch watch) {
        this.posix = posix;
        this.target = target;
        this.watch = watch;
    }

    /**
     * Copies what is below the directory.
     *
     * @return how many device nodes were left out for want of privilege
     */
    public int copy(Fd source) throws BundleException, IOException {
        Stat top = posix.stat(source, Names.SELF);
        target.directory(List.of(), metadata(source, Names.SELF, top));
        copyInside(source, new ArrayList<>(), top);
        return leftOut;
    }

    private void copyInside(Fd directory, List<byte[]> path, Stat top) throws BundleException, IOException {
        if (path.size() > DEEPEST) {
            throw new BundleException(
                    Names.printable(Names.joined(path)) + ": more than " + DEEPEST + " directories deep");
        }
        for (byte[] name : posix.list(directory, Names.SELF)) {
            Stat stat = posix.stat(directory, name);
            if (stat.isDirectory() && target.isRoot(stat)) {
                throw new BundleException("cannot copy a directory into itself");
            }
            watch.file(stat.isRegular() ? stat.size() : 0);
            path.add(Arrays.copyOf(name, name.length - 1));
            copyOne(directory, name, stat, path, top);
            path.remove(path.size() - 1);
        }
    }

    private void copyOne(Fd directory, byte[] name, Stat stat, List<byte[]> path, Stat top)
            throws BundleException, IOException {
        if (!stat.isDirectory() && stat.links() > 1) {
            List<byte[]> first = linked.putIfAbsent(stat.inode(), List.copyOf(path));
            if (first != null) {
                target.hardLink(path, first);
                return;
            }
        }
        Metadata metadata = metadata(directory, name, stat);
        switch (stat.type()) {
            case Stat.DIRECTORY -> {
                target.directory(List.copyOf(path), metadata);
                if (stat.onSameFileSystem(top)) {
                    try (Fd inside = posix.openDirectoryAt(directory, name)) {
                        copyInside(inside, path, top);
                    }
                }
            }
            case Stat.REGULAR ->
                target.file(path, metadata, (file, fileName) -> {
                    try (Fd from = posix.open(directory.number(), name, Posix.O_NOFOLLOW)) {
                        posix.copy(from, file, fileName);
                    }
                });
            case Stat.SYMLINK -> target.symlink(path, posix.readLink(directory, name), metadata);
            case Stat.CHARACTER, Stat.BLOCK, Stat.FIFO -> {
                if (!target.node(path, stat.type(), stat.nodeMajor(), stat.nodeMinor(), metadata)) {
                    leftOut++;
                }
            }
            default -> {
                // A socket means nothing without the process that made it.
            }
        }
    }

    private Metadata metadata(Fd directory, byte[] name, Stat stat) throws PosixException {
        return new Metadata(
                stat.mode(), stat.uid(), stat.gid(), stat.seconds(), stat.nanos(), posix.xattrs(directory, name));
    }
}
