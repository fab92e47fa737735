package dev.jrunc.bundle.fs;

import java.io.File;
import java.util.HashMap;
import java.util.Map;
import jnr.ffi.LibraryLoader;
import jnr.ffi.LibraryOption;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import org.jspecify.annotations.Nullable;

/** The C library's functions that {@link Posix} calls; JNR-FFI binds them by name. Paths end with a zero byte. */
public interface LibC {
    /** Binds the library. */
    static LibC load() {
        // Unsafe is on its way out of the JDK, which warns at its use from 24 on.
        if (System.getProperty("jffi.unsafe.disabled") == null) {
            System.setProperty("jffi.unsafe.disabled", "true");
        }
        // Beside the jar in an installed tree; otherwise jffi unpacks it below /tmp, where nothing may be executable.
        File jar = new File(System.getProperty("java.class.path", ""));
        if (System.getProperty("jffi.boot.library.path") == null
                && new File(jar.getAbsoluteFile().getParentFile(), "libjffi-1.2.so").isFile()) {
            System.setProperty(
                    "jffi.boot.library.path",
                    String.valueOf(jar.getAbsoluteFile().getParent()));
        }
        Map<LibraryOption, Object> options = new HashMap<>();
        return LibraryLoader.loadLibrary(LibC.class, options, "c");
    }

    int openat(int directory, @In byte[] path, int flags, int mode);

    /** Debian 12's C library has no wrapper for openat2(2). */
    long syscall(long number, long directory, @In byte[] path, Pointer how, long size);

    int close(int fd);

    long read(int fd, Pointer buffer, long count);

    long pwrite(int fd, Pointer buffer, long count, long offset);

    int ftruncate(int fd, long length);

    int mkdirat(int directory, @In byte[] path, int mode);

    int mknodat(int directory, @In byte[] path, int mode, long device);

    int symlinkat(@In byte[] target, int directory, @In byte[] path);

    int linkat(int fromDirectory, @In byte[] from, int toDirectory, @In byte[] to, int flags);

    int unlinkat(int directory, @In byte[] path, int flags);

    int renameat(int fromDirectory, @In byte[] from, int toDirectory, @In byte[] to);

    int fchmod(int fd, int mode);

    int chmod(@In byte[] path, int mode);

    int fchownat(int directory, @In byte[] path, int uid, int gid, int flags);

    int utimensat(int directory, @In byte @Nullable [] path, Pointer times, int flags);

    int lsetxattr(@In byte[] path, @In byte[] name, @In byte[] value, long size, int flags);

    long llistxattr(@In byte[] path, Pointer list, long size);

    long lgetxattr(@In byte[] path, @In byte[] name, Pointer value, long size);

    int statx(int directory, @In byte[] path, int flags, int mask, Pointer buffer);

    long getdents64(int directory, Pointer buffer, long size);

    long readlinkat(int directory, @In byte[] path, Pointer buffer, long size);

    int geteuid();

    int flock(int fd, int operation);
}
