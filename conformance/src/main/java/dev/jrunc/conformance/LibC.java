package dev.jrunc.conformance;

import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;
import jnr.ffi.types.size_t;
import jnr.ffi.types.ssize_t;

/** The C library's functions that the driver needs and the JDK lacks; named as there. */
public interface LibC {
    int pipe2(@Out int[] fds, int flags);

    @ssize_t
    long read(int fd, @Out byte[] buffer, @size_t long count);

    @ssize_t
    long write(int fd, @In byte[] buffer, @size_t long count);

    int close(int fd);

    int open(String path, int flags, int mode);

    int fcntl(int fd, int command, long argument);

    int poll(Pointer fds, long count, int timeoutMillis);

    int kill(int pid, int signal);

    int waitpid(int pid, @Out int[] status, int options);

    long syscall(long number, long first, long second);

    int prctl(int option, long argument, long third, long fourth, long fifth);

    int ioctl(int fd, long request, Pointer argument);

    @ssize_t
    long recvmsg(int fd, Pointer message, int flags);

    int grantpt(int fd);

    int unlockpt(int fd);

    String ptsname(int fd);

    int renameat2(int oldDir, String oldPath, int newDir, String newPath, int flags);

    @ssize_t
    long llistxattr(String path, @Out byte[] list, @size_t long size);

    @ssize_t
    long lgetxattr(String path, String name, @Out byte[] value, @size_t long size);

    String strerror(int errno);
}
