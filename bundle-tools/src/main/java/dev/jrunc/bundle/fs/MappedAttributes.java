package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Extended attributes that name users, for files whose owners are mapped. File capabilities would otherwise be those of
 * this machine, for whoever may run the file, and none in the user namespace that they are meant for (capabilities(7),
 * "File capability extended attribute versioning").
 */
final class MappedAttributes {
    private static final int CAPABILITIES_V2 = 0x02000000;
    private static final int CAPABILITIES_V3 = 0x03000000;
    private static final int FLAGS = 0x00ffffff;
    private static final int LENGTH_V2 = 20;
    private static final int LENGTH_V3 = 24;

    private static final int ACL_USER = 2;
    private static final int ACL_GROUP = 8;
    private static final int ACL_HEADER = 4;
    private static final int ACL_ENTRY = 8;

    private MappedAttributes() {}

    /** What the kernel does not take for one of these stays as it is, and is refused there. */
    static byte[] of(String attribute, byte[] value, Owners owners) throws BundleException {
        return switch (attribute) {
            case "security.capability" -> capabilities(value, owners);
            case "system.posix_acl_access", "system.posix_acl_default" -> acl(value, owners);
            default -> value;
        };
    }

    private static byte[] capabilities(byte[] value, Owners owners) throws BundleException {
        if (value.length != LENGTH_V2 && value.length != LENGTH_V3) {
            return value;
        }
        ByteBuffer mapped = ByteBuffer.wrap(Arrays.copyOf(value, LENGTH_V3)).order(ByteOrder.LITTLE_ENDIAN);
        int magic = mapped.getInt(0);
        if ((magic & ~FLAGS) != (value.length == LENGTH_V2 ? CAPABILITIES_V2 : CAPABILITIES_V3)) {
            return value;
        }
        // The last number is the root of the namespace; the padding of version 2 is its root's, 0.
        long root = Integer.toUnsignedLong(mapped.getInt(LENGTH_V2));
        return mapped.putInt(0, (magic & FLAGS) | CAPABILITIES_V3)
                .putInt(LENGTH_V2, (int) owners.uid(root))
                .array();
    }

    /** A version, then entries of tag, permissions and id (acl(5)); linux/posix_acl_xattr.h has the layout. */
    private static byte[] acl(byte[] value, Owners owners) throws BundleException {
        ByteBuffer mapped = ByteBuffer.wrap(value.clone()).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = ACL_HEADER; at + ACL_ENTRY <= value.length; at += ACL_ENTRY) {
            int tag = mapped.getShort(at);
            long id = Integer.toUnsignedLong(mapped.getInt(at + 4));
            if (tag == ACL_USER) {
                mapped.putInt(at + 4, (int) owners.uid(id));
            } else if (tag == ACL_GROUP) {
                mapped.putInt(at + 4, (int) owners.gid(id));
            }
        }
        return mapped.array();
    }
}
