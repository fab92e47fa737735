package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A root filesystem being filled: names come from anywhere, nothing ever lands outside.
 *
 * <p>A parent is opened with openat2(RESOLVE_IN_ROOT); the last part is made by that descriptor and never followed
 * (CVE-2021-29136, CVE-2025-47290 and kin). What is in the way is removed first.
 */
public final class RootFs implements AutoCloseable {
    private static final int IMPLIED_MODE = 0755;

    private final Posix posix;
    private final Fd root;
    private final boolean privileged;
    /** Set at the end, since making a file changes the directory's time, and a mode may forbid it. */
    private final Map<String, PendingDirectory> directories = new LinkedHashMap<>();

    private List<byte[]> lastParent = List.of();
    private @Nullable Fd lastParentFd;

    private record PendingDirectory(List<byte[]> path, Metadata metadata) {}

    /** Takes over the descriptor of the root. Without privilege owners stay as they are. */
    public RootFs(Posix posix, Fd root, boolean privileged) {
        this.posix = posix;
        this.root = root;
        this.privileged = privileged;
    }

    /** Makes a directory, or takes the one that is there; its metadata is set by {@link #finish}. */
    public void directory(List<byte[]> path, Metadata metadata) throws BundleException {
        if (!path.isEmpty()) {
            Fd parent = parent(path);
            byte[] name = last(path);
            try {
                posix.mkdir(parent, name, 0700);
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
                if (!isDirectory(parent, name)) {
                    clear(parent, name);
                    posix.mkdir(parent, name, 0700);
                }
            }
        }
        directories.put(key(path), new PendingDirectory(path, metadata));
    }

    /** Writes the content of a new file. */
    public interface Content {
        void writeTo(Fd file, byte[] name) throws BundleException, IOException;
    }

    public void file(List<byte[]> path, Metadata metadata, Content content) throws BundleException, IOException {
        Fd parent = parent(path);
        byte[] name = last(path);
        try (Fd file = replacing(parent, name, () -> posix.create(parent, name, 0600))) {
            content.writeTo(file, name);
            own(parent, name, metadata);
            posix.chmod(file, name, metadata.mode() & 07777);
            decorate(parent, name, metadata);
        }
    }

    public void symlink(List<byte[]> path, byte[] target, Metadata metadata) throws BundleException {
        Fd parent = parent(path);
        byte[] name = last(path);
        replacing(parent, name, () -> {
            posix.symlink(Names.terminated(target), parent, name);
            return true;
        });
        own(parent, name, metadata);
        decorate(parent, name, metadata);
    }

    /** Links to a file of this root; what the link shares with its target stays the target's. */
    public void hardLink(List<byte[]> path, List<byte[]> target) throws BundleException {
        byte[] targetName = last(target);
        try (Fd targetParent = posix.openInRoot(root, parentPath(target))) {
            Fd parent = parent(path);
            byte[] name = last(path);
            if (sameFile(targetParent, targetName, parent, name)) {
                return;
            }
            replacing(parent, name, () -> {
                posix.link(targetParent, targetName, parent, name);
                return true;
            });
        }
    }

    /**
     * Makes a device node or a fifo.
     *
     * @return false when a device would need a privilege that the caller has not
     */
    public boolean node(List<byte[]> path, int type, long major, long minor, Metadata metadata) throws BundleException {
        if (type != Stat.FIFO && !privileged) {
            return false;
        }
        Fd parent = parent(path);
        byte[] name = last(path);
        try {
            replacing(parent, name, () -> {
                posix.mknod(parent, name, type | 0600, major, minor);
                return true;
            });
        } catch (PosixException e) {
            // Root of a user namespace may not.
            if (e.errno() == Errno.EPERM && type != Stat.FIFO) {
                return false;
            }
            throw e;
        }
        own(parent, name, metadata);
        posix.chmodNode(parent, name, metadata.mode() & 07777);
        decorate(parent, name, metadata);
        return true;
    }

    /** Gives the directories their owners, modes and times: the deepest first, since a mode may close the way. */
    public void finish() throws BundleException {
        forgetParent();
        if (!directories.containsKey("")) {
            posix.chmod(root, Names.SELF, IMPLIED_MODE);
        }
        Deque<PendingDirectory> reversed = new ArrayDeque<>();
        for (PendingDirectory directory : directories.values()) {
            reversed.push(directory);
        }
        for (PendingDirectory pending : reversed) {
            try (Fd parent = posix.openInRoot(root, parentPath(pending.path))) {
                finish(parent, pending);
            } catch (PosixException e) {
                // Replaced later by way of a link.
                if (e.errno() != Errno.ENOENT && e.errno() != Errno.ENOTDIR) {
                    throw e;
                }
            }
        }
        directories.clear();
    }

    private void finish(Fd parent, PendingDirectory pending) throws BundleException {
        if (pending.path.isEmpty()) {
            own(root, Names.SELF, pending.metadata);
            posix.chmod(root, Names.SELF, pending.metadata.mode() & 07777);
            decorate(root, Names.SELF, pending.metadata);
            return;
        }
        byte[] name = last(pending.path);
        if (isDirectory(parent, name)) {
            own(parent, name, pending.metadata);
            posix.chmodNode(parent, name, pending.metadata.mode() & 07777);
            decorate(parent, name, pending.metadata);
        }
    }

    @Override
    public void close() {
        forgetParent();
        root.close();
    }

    private void own(Fd parent, byte[] name, Metadata metadata) throws PosixException {
        if (privileged) {
            posix.chown(parent, name, metadata.uid(), metadata.gid());
        }
    }

    private void decorate(Fd parent, byte[] name, Metadata metadata) throws PosixException {
        for (Map.Entry<String, byte[]> attribute : metadata.xattrs().entrySet()) {
            // The label is the host's policy, not the archive's; the rest is an ordinary user's to set.
            if (!attribute.getKey().equals("security.selinux")
                    && (privileged || attribute.getKey().startsWith("user."))) {
                posix.setXattr(parent, name, attribute.getKey(), attribute.getValue());
            }
        }
        posix.utimes(parent, name, metadata.seconds(), metadata.nanos());
    }

    /** The directory that holds the last part; stays open for the next entry, which mostly has the same one. */
    private Fd parent(List<byte[]> path) throws BundleException {
        if (path.isEmpty()) {
            throw new BundleException("the root of the file system must be a directory");
        }
        List<byte[]> wanted = path.subList(0, path.size() - 1);
        Fd open = lastParentFd;
        if (open != null && equal(wanted, lastParent)) {
            return open;
        }
        forgetParent();
        Fd opened = openOrMake(wanted);
        lastParentFd = opened;
        lastParent = List.copyOf(wanted);
        return opened;
    }

    private Fd openOrMake(List<byte[]> path) throws PosixException {
        try {
            return posix.openInRoot(root, inRoot(path));
        } catch (PosixException e) {
            if (e.errno() != Errno.ENOENT) {
                throw e;
            }
        }
        for (int depth = 1; depth <= path.size(); depth++) {
            try (Fd above = posix.openInRoot(root, inRoot(path.subList(0, depth - 1)))) {
                byte[] name = Names.terminated(path.get(depth - 1));
                posix.mkdir(above, name, IMPLIED_MODE);
                posix.chmodNode(above, name, IMPLIED_MODE); // whatever the caller's umask
            } catch (PosixException e) {
                if (e.errno() != Errno.EEXIST) {
                    throw e;
                }
            }
        }
        return posix.openInRoot(root, inRoot(path));
    }

    /** Makes something new, which fails when the name is taken. */
    private interface Creation<T> {
        T create() throws PosixException;
    }

    private <T> T replacing(Fd parent, byte[] name, Creation<T> creation) throws PosixException {
        try {
            return creation.create();
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
        }
        clear(parent, name);
        return creation.create();
    }

    private void clear(Fd parent, byte[] name) throws PosixException {
        if (isDirectory(parent, name)) {
            // Entries below it are gone, and so are their places in the list.
            List<byte[]> path = new ArrayList<>(lastParent);
            path.add(Arrays.copyOf(name, name.length - 1));
            String below = key(path);
            directories.keySet().removeIf(known -> known.equals(below) || known.startsWith(below + "/"));
        }
        new TreeRemoval(posix).remove(parent, name);
    }

    private boolean isDirectory(Fd parent, byte[] name) throws PosixException {
        try {
            return posix.stat(parent, name).isDirectory();
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private boolean sameFile(Fd aDirectory, byte[] a, Fd bDirectory, byte[] b) throws PosixException {
        Stat first = posix.stat(aDirectory, a);
        try {
            Stat second = posix.stat(bDirectory, b);
            return first.inode() == second.inode() && first.onSameFileSystem(second);
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private void forgetParent() {
        Fd open = lastParentFd;
        if (open != null) {
            open.close();
        }
        lastParentFd = null;
    }

    private static byte[] last(List<byte[]> path) throws BundleException {
        if (path.isEmpty()) {
            throw new BundleException("the root of the file system must be a directory");
        }
        return Names.terminated(path.get(path.size() - 1));
    }

    private static byte[] parentPath(List<byte[]> path) {
        return inRoot(path.isEmpty() ? path : path.subList(0, path.size() - 1));
    }

    private static byte[] inRoot(List<byte[]> path) {
        return path.isEmpty() ? Names.SELF : Names.terminated(Names.joined(path));
    }

    /** Latin-1 keeps every byte apart. */
    private static String key(List<byte[]> path) {
        return new String(Names.joined(path), StandardCharsets.ISO_8859_1);
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
