package dev.jrunc.bundle.fs;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/**
 * The one door to the kernel: a method for each call, failures as {@link PosixException}. One thread at a time. Names and
 * paths are bytes with a NUL at their end ({@link Names#terminated}); modes are those of st_mode without the kind.
 */
public final class Posix {
    public static final int BUFFER = 1 << 18;
    static final int CURRENT_DIRECTORY = -100;
    static final int NO_FOLLOW = 0x100;
    static final int REMOVE_DIRECTORY = 0x200;

    private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
    static final int O_WRONLY = 1;
    static final int O_CREAT = 0100;
    static final int O_EXCL = 0200;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int O_PATH = 010000000;
    static final int O_DIRECTORY = ARM ? 040000 : 0200000;
    static final int O_NOFOLLOW = ARM ? 0100000 : 0400000;

    private static final int LOCK_EX = 2;
    private static final int LOCK_NB = 4;
    private static final long OPENAT2 = 437;
    /** As often as a path is tried again that others race with. */
    private static final int RACES = 64;

    private static final int EMPTY_PATH = 0x1000;
    private static final byte[] NOTHING = {0};
    private static final long RESOLVE_NO_MAGICLINKS = 0x02;
    private static final long RESOLVE_NO_SYMLINKS = 0x04;
    private static final long RESOLVE_BENEATH = 0x08;
    private static final long RESOLVE_IN_ROOT = 0x10;
    private static final int STATX_BASIC = 0x7ff;

    private final LibC c;
    private final Runtime runtime;
    private final Pointer buffer;
    private final Pointer small;

    private Posix(LibC c, Runtime runtime) {
        this.c = c;
        this.runtime = runtime;
        this.buffer = Memory.allocateDirect(runtime, BUFFER);
        this.small = Memory.allocateDirect(runtime, 256);
    }

    /** Takes a tenth of a second, so it is not done before it is needed. */
    public static Posix load() {
        LibC c = LibC.load();
        return new Posix(c, Runtime.getRuntime(c));
    }

    /** The same library for another thread: each has buffers of its own. */
    public Posix another() {
        return new Posix(c, runtime);
    }

    public boolean isRoot() {
        return c.geteuid() == 0;
    }

    /** Whether the file is this user's. */
    public boolean isOwn(Stat stat) {
        return stat.uid() == (c.geteuid() & 0xffffffffL);
    }

    /** Takes the file for this process, which lets go of it however it ends (flock(2)); false when another has it. */
    public boolean lock(Fd file, byte[] name) throws PosixException {
        int result = c.flock(file.number(), LOCK_EX | LOCK_NB);
        if (result < 0 && Errno.of(runtime.getLastError()) == Errno.EAGAIN) {
            return false;
        }
        check("flock", name, result);
        return true;
    }

    /** Opens what the caller names: links are followed, as for any command. */
    public Fd openDirectory(byte[] path) throws PosixException {
        return open(CURRENT_DIRECTORY, path, O_DIRECTORY);
    }

    public Fd openDirectoryAt(Fd parent, byte[] name) throws PosixException {
        return open(parent.number(), name, O_DIRECTORY | O_NOFOLLOW);
    }

    /** Opens for reading; never blocks at a fifo. */
    Fd open(int directory, byte[] path, int flags) throws PosixException {
        return fd("open", path, c.openat(directory, path, flags | O_CLOEXEC | O_NONBLOCK, 0));
    }

    public Fd create(Fd directory, byte[] name, int mode) throws PosixException {
        int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
        return fd("create", name, c.openat(directory.number(), name, flags, mode));
    }

    /** Opens a directory below root; links, {@code ..} and absolute targets cannot lead out of it (openat2(2)). */
    public Fd openInRoot(Fd root, byte[] path) throws PosixException {
        return openat2(root, path, O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    /** Opens a directory below root; any link on the way is refused with ELOOP. */
    Fd openWithoutLinks(Fd root, byte[] path) throws PosixException {
        return openat2(root, path, O_PATH | O_DIRECTORY, RESOLVE_IN_ROOT | RESOLVE_NO_SYMLINKS);
    }

    /** Where the kernel says that the file is now (proc(5)). */
    byte[] place(Fd file) throws PosixException {
        byte[] link = Names.ascii("/proc/self/fd/" + file.number());
        long length = c.readlinkat(CURRENT_DIRECTORY, link, buffer, BUFFER);
        check("readlink", link, length);
        return bytes((int) length);
    }

    /** Finds a file below root, with links as {@link #openInRoot}; {@link #reopen} is for reading it. */
    public Fd findInRoot(Fd root, byte[] path) throws PosixException {
        return openat2(root, path, O_PATH, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
    }

    /** Finds a file below the directory; any link on the way is refused with ELOOP. */
    public Fd findBeneath(Fd directory, byte[] path) throws PosixException {
        return openat2(directory, path, O_PATH, RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS);
    }

    /**
     * Opens for reading what was found before. The caller has looked what it is: to open a device is to use it, and a
     * watchdog, which an image may hold under any name, then resets the machine.
     */
    public Fd reopen(Fd found, byte[] name) throws PosixException {
        byte[] path = Names.ascii("/proc/self/fd/" + found.number());
        return fd("open", name, c.openat(CURRENT_DIRECTORY, path, O_CLOEXEC, 0));
    }

    private Fd openat2(Fd directory, byte[] path, int flags, long resolve) throws PosixException {
        small.putLong(0, flags | O_CLOEXEC);
        small.putLong(8, 0);
        small.putLong(16, resolve);
        int fd = -1;
        // EAGAIN: something was renamed or mounted anywhere meanwhile, so that the kernel can't vouch for "..".
        for (int tries = 0; tries < RACES && fd < 0; tries++) {
            fd = (int) c.syscall(OPENAT2, directory.number(), path, small, 24);
            if (fd < 0 && Errno.of(runtime.getLastError()) != Errno.EAGAIN) {
                break;
            }
        }
        return fd("openat2", path, fd);
    }

    void close(int fd) {
        c.close(fd);
    }

    public void mkdir(Fd directory, byte[] name, int mode) throws PosixException {
        check("mkdir", name, c.mkdirat(directory.number(), name, mode));
    }

    void mknod(Fd directory, byte[] name, int mode, long major, long minor) throws PosixException {
        long device = (major & 0xfffff000L) << 32 | (major & 0xfff) << 8 | (minor & 0xffffff00L) << 12 | (minor & 0xff);
        check("mknod", name, c.mknodat(directory.number(), name, mode, device));
    }

    void symlink(byte[] target, Fd directory, byte[] name) throws PosixException {
        check("symlink", name, c.symlinkat(target, directory.number(), name));
    }

    void link(Fd fromDirectory, byte[] from, Fd toDirectory, byte[] to) throws PosixException {
        check("link", to, c.linkat(fromDirectory.number(), from, toDirectory.number(), to, 0));
    }

    void unlink(Fd directory, byte[] name, int flags) throws PosixException {
        check("unlink", name, c.unlinkat(directory.number(), name, flags));
    }

    public void rename(Fd fromDirectory, byte[] from, Fd toDirectory, byte[] to) throws PosixException {
        check("rename", to, c.renameat(fromDirectory.number(), from, toDirectory.number(), to));
    }

    void chown(Fd directory, byte[] name, long uid, long gid) throws PosixException {
        check("chown", name, c.fchownat(directory.number(), name, (int) uid, (int) gid, NO_FOLLOW));
    }

    public void chgrp(Fd file, byte[] name, long gid) throws PosixException {
        check("chown", name, c.fchownat(file.number(), NOTHING, -1, (int) gid, EMPTY_PATH));
    }

    public void chmod(Fd file, byte[] name, int mode) throws PosixException {
        check("chmod", name, c.fchmod(file.number(), mode));
    }

    /** For a file that cannot be opened but with O_PATH, which fchmod(2) refuses. */
    void chmodNode(Fd directory, byte[] name, int mode) throws PosixException {
        try (Fd node = open(directory.number(), name, O_PATH | O_NOFOLLOW)) {
            check("chmod", name, c.chmod(Names.ascii("/proc/self/fd/" + node.number()), mode));
        }
    }

    /** Sets the modification time; the access time becomes the same, so that it tells nothing of the unpacking. */
    void utimes(Fd directory, byte[] name, long seconds, int nanos) throws PosixException {
        for (int at = 0; at < 32; at += 16) {
            small.putLong(at, seconds);
            small.putLong(at + 8, nanos);
        }
        check("utimensat", name, c.utimensat(directory.number(), name, small, NO_FOLLOW));
    }

    void setXattr(Fd directory, byte[] name, String attribute, byte[] value) throws PosixException {
        byte[] path = beside(directory, name);
        byte[] key = Names.terminated(attribute.getBytes(StandardCharsets.UTF_8));
        check("setxattr " + attribute + " of", name, c.lsetxattr(path, key, value, value.length, 0));
    }

    Map<String, byte[]> xattrs(Fd directory, byte[] name) throws PosixException {
        byte[] path = beside(directory, name);
        long length = c.llistxattr(path, buffer, BUFFER);
        if (length < 0 && Errno.of(runtime.getLastError()) == Errno.EOPNOTSUPP) {
            return Map.of();
        }
        check("listxattr", name, length);
        byte[] list = bytes((int) length);
        Map<String, byte[]> attributes = new TreeMap<>();
        for (int start = 0, end = 0; end < list.length; end++) {
            if (list[end] == 0) {
                byte[] key = Arrays.copyOfRange(list, start, end + 1);
                start = end + 1;
                long size = c.lgetxattr(path, key, buffer, BUFFER);
                check("getxattr", name, size);
                attributes.put(Names.printable(key), bytes((int) size));
            }
        }
        return attributes;
    }

    /** There is no *xattrat before Linux 6.13; the last part of this path is never followed. */
    private static byte[] beside(Fd directory, byte[] name) {
        byte[] prefix = Names.ascii("/proc/self/fd/" + directory.number() + "/");
        byte[] path = Arrays.copyOf(prefix, prefix.length - 1 + name.length);
        System.arraycopy(name, 0, path, prefix.length - 1, name.length);
        return path;
    }

    public Stat stat(Fd file) throws PosixException {
        return stat(file, NOTHING, EMPTY_PATH);
    }

    public Stat stat(Fd directory, byte[] name) throws PosixException {
        return stat(directory, name, NO_FOLLOW);
    }

    /** False when there is something else, or nothing. */
    boolean isDirectory(Fd parent, byte[] name) throws PosixException {
        try {
            return stat(parent, name).isDirectory();
        } catch (PosixException e) {
            if (e.errno() == Errno.ENOENT) {
                return false;
            }
            throw e;
        }
    }

    private Stat stat(Fd directory, byte[] name, int flags) throws PosixException {
        check("stat", name, c.statx(directory.number(), name, flags, STATX_BASIC, small));
        return new Stat(
                small.getShort(28) & 0xffff,
                small.getInt(20) & 0xffffffffL,
                small.getInt(24) & 0xffffffffL,
                small.getLong(40),
                small.getInt(16) & 0xffffffffL,
                small.getLong(32),
                small.getInt(136) & 0xffffffffL,
                small.getInt(140) & 0xffffffffL,
                small.getInt(128) & 0xffffffffL,
                small.getInt(132) & 0xffffffffL,
                small.getLong(112),
                small.getInt(120));
    }

    byte[] readLink(Fd directory, byte[] name) throws PosixException {
        long length = c.readlinkat(directory.number(), name, buffer, BUFFER);
        check("readlink", name, length);
        return bytes((int) length);
    }

    /** The names in a directory, without {@code .} and {@code ..}, each ending with a zero byte; in no order. */
    public List<byte[]> list(Fd directory, byte[] name) throws PosixException {
        List<byte[]> names = new ArrayList<>();
        while (true) {
            long length = c.getdents64(directory.number(), buffer, BUFFER);
            check("list", name, length);
            if (length == 0) {
                return names;
            }
            // struct linux_dirent64: inode 8, offset 8, record length 2, type 1, name.
            for (long at = 0; at < length; at += buffer.getShort(at + 16) & 0xffff) {
                int end = buffer.indexOf(at + 19, (byte) 0);
                byte[] entry = new byte[end + 1];
                buffer.get(at + 19, entry, 0, entry.length);
                if (!(entry[0] == '.' && (end == 1 || (end == 2 && entry[1] == '.')))) {
                    names.add(entry);
                }
            }
        }
    }

    /** Writes all of it at the offset. */
    public void write(Fd file, byte[] name, byte[] data, int length, long offset) throws PosixException {
        for (int done = 0; done < length; ) {
            int chunk = Math.min(length - done, BUFFER);
            buffer.put(0, data, done, chunk);
            writeBuffer(file, name, chunk, offset + done);
            done += chunk;
        }
    }

    public void truncate(Fd file, byte[] name, long length) throws PosixException {
        check("truncate", name, c.ftruncate(file.number(), length));
    }

    /** The first bytes of a file, up to a limit. */
    public byte[] readUpTo(Fd file, byte[] name, int most) throws PosixException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (content.size() < most) {
            long count = c.read(file.number(), buffer, Math.min(BUFFER, most - content.size()));
            check("read", name, count);
            if (count == 0) {
                break;
            }
            content.writeBytes(bytes((int) count));
        }
        return content.toByteArray();
    }

    /** Copies up to the end of the source, and tells how much that was. */
    long copy(Fd from, Fd to, byte[] name) throws PosixException {
        long total = 0;
        while (true) {
            long count = c.read(from.number(), buffer, BUFFER);
            check("read", name, count);
            if (count == 0) {
                return total;
            }
            writeBuffer(to, name, (int) count, total);
            total += count;
        }
    }

    private void writeBuffer(Fd file, byte[] name, int length, long offset) throws PosixException {
        for (int done = 0; done < length; ) {
            long count = c.pwrite(file.number(), buffer.slice(done), length - done, offset + done);
            check("write", name, count);
            done += (int) count;
        }
    }

    private byte[] bytes(int length) {
        byte[] result = new byte[length];
        buffer.get(0, result, 0, length);
        return result;
    }

    private Fd fd(String call, byte[] path, int result) throws PosixException {
        check(call, path, result);
        return new Fd(this, result);
    }

    private void check(String call, byte[] path, long result) throws PosixException {
        if (result < 0) {
            throw new PosixException(call, Names.printable(path), runtime.getLastError());
        }
    }
}
