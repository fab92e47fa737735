package dev.jrunc.bundle.fs;

import java.util.List;

/** Which extended attributes of an archive are nobody's to set but the host's. */
final class Xattrs {
    /**
     * Labels are the host's policy, NFS ACLs its file server's; a signature of the host's integrity keys cannot come
     * with an image; overlayfs would take its own for whiteouts and redirects if the root became a layer.
     */
    private static final List<String> PREFIXES = List.of(
            "security.selinux",
            "security.ima",
            "security.evm",
            "security.apparmor",
            "security.SMACK64",
            "system.nfs4_acl",
            "trusted.overlay.",
            "user.overlay.");

    private Xattrs() {}

    static boolean belongToTheHost(String attribute) {
        for (String prefix : PREFIXES) {
            if (attribute.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
