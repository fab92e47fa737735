package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.util.Map;

/** Gives a file what it has besides its content. */
final class MetadataWriter {
    private final Posix posix;
    private final Owners owners;
    private final boolean privileged;
    private long attributesLeftOut;

    MetadataWriter(Posix posix, Owners owners) {
        this.posix = posix;
        this.owners = owners;
        this.privileged = owners.privileged();
    }

    long attributesLeftOut() {
        return attributesLeftOut;
    }

    /** Gives the file its owner and its attributes; its mode comes after them. */
    void own(Fd parent, byte[] name, Metadata metadata, int type) throws BundleException {
        if (privileged) {
            posix.chown(parent, name, owners.uid(metadata.uid()), owners.gid(metadata.gid()));
        } else if (owners.remembered() && (type == Stat.REGULAR || type == Stat.DIRECTORY)) {
            byte[] value = RootlessOwner.of(metadata.uid(), metadata.gid());
            if (value.length > 0) {
                attribute(parent, name, RootlessOwner.ATTRIBUTE, value);
            }
        }
        attributes(parent, name, metadata);
    }

    /**
     * After the owner, since chown(2) takes file capabilities away; before the mode, since one that forbids writing
     * forbids an ordinary user the attributes as well (xattr(7)).
     */
    private void attributes(Fd parent, byte[] name, Metadata metadata) throws BundleException {
        for (Map.Entry<String, byte[]> attribute : metadata.xattrs().entrySet()) {
            String key = attribute.getKey();
            // A note of ours is about the archive's owner, not what the archive would have it.
            if (Xattrs.belongToTheHost(key) || (owners.remembered() && key.equals(RootlessOwner.ATTRIBUTE))) {
                continue;
            }
            if (privileged || key.startsWith("user.")) {
                byte[] value = attribute.getValue();
                attribute(parent, name, key, owners.isMapped() ? MappedAttributes.of(key, value, owners) : value);
            } else {
                attributesLeftOut++;
            }
        }
    }

    /** The last of all: what is done to a file changes its times. */
    void date(Fd parent, byte[] name, Metadata metadata) throws PosixException {
        posix.utimes(parent, name, metadata.seconds(), metadata.nanos());
    }

    private void attribute(Fd parent, byte[] name, String attribute, byte[] value) throws PosixException {
        try {
            posix.setXattr(parent, name, attribute, value);
        } catch (PosixException e) {
            // Not kept by this file system; or a user attribute of a link or node, which the kernel keeps on none.
            if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.EPERM) {
                throw e;
            }
            attributesLeftOut++;
        }
    }
}
