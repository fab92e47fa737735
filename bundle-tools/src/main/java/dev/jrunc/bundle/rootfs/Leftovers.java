package dev.jrunc.bundle.rootfs;

import dev.jrunc.bundle.fs.Errno;
import dev.jrunc.bundle.fs.Fd;
import dev.jrunc.bundle.fs.Names;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.fs.PosixException;
import dev.jrunc.bundle.fs.TreeRemoval;
import java.security.SecureRandom;
import java.util.List;

/**
 * The hidden directories of one target. Who builds one holds a lock on it, so that one without is of a process that was
 * killed.
 */
final class Leftovers {
    private final Posix posix;
    private final String prefix;

    Leftovers(Posix posix, String target) {
        this.posix = posix;
        this.prefix = "." + target + ".jrunc-";
    }

    byte[] newName() {
        return Names.ofArgument(prefix + Long.toString(new SecureRandom().nextLong() >>> 1, 36));
    }

    /** Removes what killed processes of this user have left; what can't be removed is in nobody's way. */
    void remove(Fd parent) throws PosixException {
        byte[] wanted = Names.ofArgument(prefix);
        List<byte[]> names;
        // The parent may be open for its path only.
        try (Fd readable = posix.openDirectoryAt(parent, Names.ofArgument("."))) {
            names = posix.list(readable, wanted);
        } catch (PosixException e) {
            if (e.errno() == Errno.EACCES) {
                return;
            }
            throw e;
        }
        for (byte[] name : names) {
            if (startsWith(name, wanted)) {
                remove(parent, name);
            }
        }
    }

    private void remove(Fd parent, byte[] name) {
        try (Fd leftover = posix.openDirectoryAt(parent, name)) {
            if (posix.isOwn(posix.stat(leftover)) && posix.lock(leftover, name)) {
                new TreeRemoval(posix).remove(parent, name);
            }
        } catch (PosixException e) {
            // Gone meanwhile, or no directory.
        }
    }

    /** Both end with a zero byte. */
    private static boolean startsWith(byte[] name, byte[] prefix) {
        if (name.length <= prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length - 1; i++) {
            if (name[i] != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
