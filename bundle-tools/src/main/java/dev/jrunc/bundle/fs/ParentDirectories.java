package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the directory that the next file goes to, and makes the ones that no archive has told of. */
final class ParentDirectories {
    /** What the kernel follows (path_resolution(7)). */
    private static final int MOST_LINKS = 40;

    private final Posix posix;
    private final Fd root;
    private final Consumer<List<byte[]>> implied;
    private List<byte[]> lastParent = List.of();
    private @Nullable Fd lastParentFd;
    /** What the layer being applied has made; null where there is nothing below it. */
    private @Nullable LayerNames layer;

    /** @param implied hears of the directories that are made here */
    ParentDirectories(Posix posix, Fd root, Consumer<List<byte[]>> implied) {
        this.posix = posix;
        this.root = root;
        this.implied = implied;
    }

    void nextLayer() {
        forget();
        layer = new LayerNames(posix, root);
    }

    @Nullable
    LayerNames layer() {
        return layer;
    }

    List<byte[]> last() {
        return lastParent;
    }

    /** The directory that holds the last part; stays open for the next entry, which mostly has the same one. */
    Fd open(List<byte[]> path) throws BundleException {
        if (path.isEmpty()) {
            throw new BundleException("the root of the file system must be a directory");
        }
        List<byte[]> wanted = path.subList(0, path.size() - 1);
        Fd open = lastParentFd;
        if (open != null && equal(wanted, lastParent)) {
            return open;
        }
        forget();
        Fd opened = openOrMake(wanted, MOST_LINKS);
        lastParentFd = opened;
        lastParent = List.copyOf(wanted);
        LayerNames names = layer;
        if (names != null) {
            names.enter(opened, wanted);
        }
        return opened;
    }

    private Fd openOrMake(List<byte[]> path, int links) throws PosixException {
        try {
            return posix.openInRoot(root, Names.below(path));
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT || links == 0) {
                throw e;
            }
        }
        for (int depth = 1; depth <= path.size(); depth++) {
            make(path.subList(0, depth), links);
        }
        return posix.openInRoot(root, Names.below(path));
    }

    /** All above it is there. */
    private void make(List<byte[]> path, int links) throws PosixException {
        List<byte[]> above = path.subList(0, path.size() - 1);
        try (Fd parent = posix.openInRoot(root, Names.below(above))) {
            byte[] name = Names.terminated(path.get(path.size() - 1));
            try {
                posix.mkdir(parent, name, 0700);
                implied.accept(List.copyOf(path));
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                if (posix.stat(parent, name).type() == Stat.SYMLINK) {
                    makeTarget(above, posix.readLink(parent, name), links);
                }
            }
        }
    }

    /** A link may come before what it leads to: that is made where a container will look for it. */
    private void makeTarget(List<byte[]> directory, byte[] target, int links) throws PosixException {
        List<byte[]> path = new ArrayList<>();
        if (target[0] != '/') {
            path.addAll(directory);
        }
        path.addAll(Names.parts(target));
        try (Fd made = openOrMake(path, links - 1)) {
            LayerNames names = layer;
            if (names != null) {
                names.enter(made, path);
            }
        }
    }

    /** Tells the layer that this name is its own. */
    void made(byte[] name) {
        LayerNames names = layer;
        if (names != null) {
            names.add(name);
        }
    }

    void forget() {
        Fd open = lastParentFd;
        if (open != null) {
            open.close();
        }
        lastParentFd = null;
    }

    private static boolean equal(List<byte[]> a, List<byte[]> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!Arrays.equals(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }
}
