package dev.jrunc.bundle.fs;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import org.jspecify.annotations.Nullable;

/** The C library's functions that {@link Posix} calls; JNR-FFI binds them by name. Paths end with a zero byte. */
public interface LibC {
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
