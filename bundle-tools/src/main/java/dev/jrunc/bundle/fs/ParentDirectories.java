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
    private List<byte[]> lastAsked = List.of();
    private @Nullable Place last;
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

    /** The path, without links, of a file in the directory that was opened last. */
    List<byte[]> inLast(byte[] name) {
        Place open = last;
        List<byte[]> path = new ArrayList<>(open == null ? List.of() : open.path());
        path.add(Arrays.copyOf(name, name.length - 1));
        return path;
    }

    /** The directory that holds the last part; stays open for the next entry, which mostly has the same one. */
    Fd open(List<byte[]> path) throws BundleException {
        if (path.isEmpty()) {
            throw new BundleException("the root of the file system must be a directory");
        }
        List<byte[]> wanted = path.subList(0, path.size() - 1);
        Place open = last;
        if (open != null && equal(wanted, lastAsked)) {
            return open.directory();
        }
        forget();
        Place opened = openOrMake(wanted, MOST_LINKS);
        last = opened;
        lastAsked = List.copyOf(wanted);
        LayerNames names = layer;
        if (names != null) {
            names.enter(opened.directory(), opened.path());
        }
        return opened.directory();
    }

    private Place openOrMake(List<byte[]> path, int links) throws PosixException {
        try {
            return Place.open(posix, root, path);
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT || links == 0) {
                throw e;
            }
        }
        for (int depth = 1; depth <= path.size(); depth++) {
            make(path.subList(0, depth), links);
        }
        return Place.open(posix, root, path);
    }

    /** All above it is there. */
    private void make(List<byte[]> path, int links) throws PosixException {
        try (Place parent = Place.open(posix, root, path.subList(0, path.size() - 1))) {
            byte[] last = path.get(path.size() - 1);
            byte[] name = Names.terminated(last);
            try {
                posix.mkdir(parent.directory(), name, 0700);
                List<byte[]> made = new ArrayList<>(parent.path());
                made.add(last);
                implied.accept(made);
                LayerNames names = layer;
                if (names != null) {
                    names.enter(parent.directory(), made);
                }
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                if (posix.stat(parent.directory(), name).type() == Stat.SYMLINK) {
                    makeTarget(parent.path(), posix.readLink(parent.directory(), name), links);
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
        openOrMake(path, links - 1).close();
    }

    /** Tells the layer that this name is its own. */
    void made(byte[] name) {
        LayerNames names = layer;
        if (names != null) {
            names.add(name);
        }
    }

    void forget() {
        Place open = last;
        if (open != null) {
            open.close();
        }
        last = null;
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
