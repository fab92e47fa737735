package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    /** What no archive tells of has no time, so that the same archive makes the same tree whenever it is unpacked. */
    private static final Metadata IMPLIED = new Metadata(0755, 0, 0, 0, 0, Map.of());

    private final Posix posix;
    private final Fd root;
    private final boolean privileged;
    private final boolean remembered;
    private final MetadataWriter metadataWriter;
    private final ParentDirectories parents;
    private long implied;
    private final PendingDirectories directories = new PendingDirectories();
    private final LowerLayers lower;
    private final boolean keepDirlinks;

    /** Takes over the descriptor of the root. */
    public RootFs(Posix posix, Fd root, Owners owners) {
        this(posix, root, owners, false);
    }

    /** @param keepDirlinks whether a directory in an archive leaves a symbolic link to a directory where it is */
    public RootFs(Posix posix, Fd root, Owners owners, boolean keepDirlinks) {
        this.keepDirlinks = keepDirlinks;
        this.posix = posix;
        this.root = root;
        this.privileged = owners.privileged();
        this.remembered = owners.remembered();
        this.metadataWriter = new MetadataWriter(posix, owners);
        this.lower = new LowerLayers(posix, root, directories);
        this.parents = new ParentDirectories(posix, root, this::imply);
    }

    private void imply(List<byte[]> path) {
        implied++;
        directories.put(path, IMPLIED);
    }

    boolean isRoot(Stat stat) throws PosixException {
        return stat.isSameFile(posix.stat(root));
    }

    /** How many directories were made that no archive tells of. */
    public long implied() {
        return implied;
    }

    /** What follows lies over what is here; whiteouts mean the latter only. */
    public void nextLayer() {
        parents.nextLayer();
    }

    /** Removes what lower layers have of this name (layer.md, "Whiteouts"). */
    public void whiteout(List<byte[]> directory, byte[] name) throws BundleException {
        LayerNames own = parents.layer();
        if (own != null) {
            parents.forget();
            lower.remove(own, directory, Names.terminated(name));
        }
    }

    /** Removes what lower layers have in this directory. */
    public void opaque(List<byte[]> directory) throws BundleException {
        LayerNames own = parents.layer();
        if (own != null) {
            parents.forget();
            lower.empty(own, directory);
        }
    }

    /** How many extended attributes were left out: not this caller's to set, or not kept by this file system. */
    public long attributesLeftOut() {
        return metadataWriter.attributesLeftOut();
    }

    /** Makes a directory, or takes the one that is there; its metadata is set by {@link #finish}. */
    public void directory(List<byte[]> path, Metadata metadata) throws BundleException {
        if (path.isEmpty()) {
            directories.put(path, metadata);
            return;
        }
        Fd parent = parents.open(path);
        byte[] name = last(path);
        List<byte[]> place = parents.inLast(name);
        try {
            posix.mkdir(parent, name, 0700);
        } catch (PosixException e) {
            if (e.errno() != Errno.EEXIST) {
                throw e;
            }
            if (keepDirlinks && leadsToDirectory(parent, name, place)) {
                // As umoci has it: the directory stays as it is, its name in this layer is the link's.
                parents.made(name);
                metadataWriter.own(parent, name, metadata, Stat.SYMLINK);
                metadataWriter.date(parent, name, metadata);
                return;
            }
            if (!posix.isDirectory(parent, name)) {
                clear(parent, name);
                posix.mkdir(parent, name, 0700);
            }
        }
        parents.made(name);
        directories.put(place, metadata);
    }

    /** Whether this is a symbolic link to a directory inside the root. */
    private boolean leadsToDirectory(Fd parent, byte[] name, List<byte[]> path) throws PosixException {
        if (posix.stat(parent, name).type() != Stat.SYMLINK) {
            return false;
        }
        try (Place target = Place.find(posix, root, path)) {
            return target != null;
        }
    }

    /** Writes the content of a new file. */
    public interface Content {
        void writeTo(Fd file, byte[] name) throws BundleException, IOException;
    }

    /** Makes a file, in the place of what is there; {@code path} is its names from the root on. */
    public void file(List<byte[]> path, Metadata metadata, Content content) throws BundleException, IOException {
        Fd parent = parents.open(path);
        byte[] name = last(path);
        try (Fd file = replacing(parent, name, () -> posix.create(parent, name, 0600))) {
            content.writeTo(file, name);
            metadataWriter.own(parent, name, metadata, Stat.REGULAR);
            posix.chmod(file, name, metadata.mode() & 07777);
            metadataWriter.date(parent, name, metadata);
        }
    }

    /** Makes a symbolic link, in the place of what is there. */
    public void symlink(List<byte[]> path, byte[] target, Metadata metadata) throws BundleException {
        Fd parent = parents.open(path);
        byte[] name = last(path);
        replacing(parent, name, () -> {
            posix.symlink(Names.terminated(target), parent, name);
            return true;
        });
        metadataWriter.own(parent, name, metadata, Stat.SYMLINK);
        metadataWriter.date(parent, name, metadata);
    }

    /** Links to a file of this root; what the link shares with its target stays the target's. */
    public void hardLink(List<byte[]> path, List<byte[]> target) throws BundleException {
        byte[] targetName = last(target);
        try (Fd targetParent = posix.openInRoot(root, parentPath(target))) {
            Fd parent = parents.open(path);
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
    public boolean node(List<byte[]> path, int type, long major, long minor, Metadata metadata)
            throws BundleException, IOException {
        if (type != Stat.FIFO && !privileged) {
            if (remembered) {
                // Something for hard links to lead to, as umoci leaves it.
                file(path, metadata, (file, name) -> {});
            }
            return false;
        }
        Fd parent = parents.open(path);
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
        metadataWriter.own(parent, name, metadata, type);
        posix.chmodNode(parent, name, metadata.mode() & 07777);
        metadataWriter.date(parent, name, metadata);
        return true;
    }

    /** A small file of the root for reading; null when there is none, or something else. Follows links inside. */
    public byte @Nullable [] read(String path, int most) throws BundleException {
        parents.forget();
        byte[] name = Names.terminated(path.getBytes(StandardCharsets.UTF_8));
        try (Fd found = posix.findInRoot(root, name)) {
            if (!posix.stat(found).isRegular()) {
                return null;
            }
            try (Fd file = posix.reopen(found, name)) {
                return posix.readUpTo(file, name, most);
            }
        } catch (PosixException e) {
            return null;
        }
    }

    /** Gives the directories their owners, modes and times: the deepest first, since a mode may close the way. */
    public void finish() throws BundleException {
        parents.forget();
        if (!directories.hasRoot()) {
            directories.put(List.of(), IMPLIED);
        }
        directories.finish((path, metadata) -> {
            try (Fd parent = posix.openWithoutLinks(root, parentPath(path))) {
                finish(parent, path, metadata);
            } catch (PosixException e) {
                // Replaced later.
                if (!e.errno().isNoDirectory()) {
                    throw e;
                }
            }
        });
    }

    private void finish(Fd parent, List<byte[]> path, Metadata metadata) throws BundleException {
        if (path.isEmpty()) {
            metadataWriter.own(root, Names.SELF, metadata, Stat.DIRECTORY);
            posix.chmod(root, Names.SELF, metadata.mode() & 07777);
            metadataWriter.date(root, Names.SELF, metadata);
            return;
        }
        byte[] name = last(path);
        if (posix.isDirectory(parent, name)) {
            metadataWriter.own(parent, name, metadata, Stat.DIRECTORY);
            posix.chmodNode(parent, name, metadata.mode() & 07777);
            metadataWriter.date(parent, name, metadata);
        }
    }

    @Override
    public void close() {
        parents.forget();
        root.close();
    }

    /** Makes something new, which fails when the name is taken. */
    private interface Creation<T> {
        T create() throws PosixException;
    }

    private <T> T replacing(Fd parent, byte[] name, Creation<T> creation) throws PosixException {
        parents.made(name);
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
        if (posix.isDirectory(parent, name)) {
            directories.forget(parents.inLast(name));
        }
        new TreeRemoval(posix).remove(parent, name);
    }

    private boolean sameFile(Fd aDirectory, byte[] a, Fd bDirectory, byte[] b) throws PosixException {
        Stat first = posix.stat(aDirectory, a);
        try {
            Stat second = posix.stat(bDirectory, b);
            return first.isSameFile(second);
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private static byte[] last(List<byte[]> path) throws BundleException {
        if (path.isEmpty()) {
            throw new BundleException("the root of the file system must be a directory");
        }
        return Names.terminated(path.get(path.size() - 1));
    }

    private static byte[] parentPath(List<byte[]> path) {
        return Names.below(path.isEmpty() ? path : path.subList(0, path.size() - 1));
    }
}
