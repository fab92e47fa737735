package dev.jrunc.conformance;

import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.jspecify.annotations.Nullable;

/** Kernel calls of the driver, with failures as exceptions. */
public final class Kernel {
    /** The longest that anything may take: a safety net, never part of a test's meaning. */
    public static final int SAFETY_MILLIS = 60_000;

    public static final int SIGKILL = 9;
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 0x800;
    private static final int O_CLOEXEC = 0x80000;
    private static final int WNOHANG = 1;
    private static final int AT_FDCWD = -100;
    private static final int RENAME_EXCHANGE = 2;
    private static final int F_SETFL = 4;
    private static final int PR_SET_CHILD_SUBREAPER = 36;
    private static final int ESRCH = 3;
    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int EINVAL = 22;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final short POLLIN = 1;

    static final LibC C = LibraryLoader.create(LibC.class).load("c");
    private static final Runtime RUNTIME = Runtime.getRuntime(C);

    private Kernel() {}

    /** From here on orphans below us are our children, as they are a shim's; until it is closed. */
    public static AutoCloseable adoptOrphans() {
        check("prctl", C.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
        return () -> check("prctl", C.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0));
    }

    /** A pipe: read end (not blocking), write end; both close on exec. */
    static int[] pipe() {
        int[] fds = new int[2];
        check("pipe2", C.pipe2(fds, O_CLOEXEC));
        int reader = check("open", C.open("/proc/self/fd/" + fds[0], O_CLOEXEC | O_NONBLOCK, 0));
        C.close(fds[0]);
        return new int[] {reader, fds[1]};
    }

    static Pointer memory(int size) {
        return Memory.allocateDirect(RUNTIME, size, true);
    }

    static int check(String call, long result) {
        if (result < 0) {
            int errno = RUNTIME.getLastError();
            throw new IllegalStateException(call + ": " + C.strerror(errno));
        }
        return (int) result;
    }

    /** Whether the last call failed because it would have had to wait. */
    static boolean wouldBlock() {
        int errno = RUNTIME.getLastError();
        return errno == EAGAIN || errno == EINTR;
    }

    /** Makes reads from a descriptor return at once. */
    static void setNonBlocking(int fd) {
        check("fcntl", C.fcntl(fd, F_SETFL, O_NONBLOCK));
    }

    static int open(String path, int flags) {
        return check("open " + path, C.open(path, flags | O_CLOEXEC, 0));
    }

    /** Waits until one of the descriptors is readable (or hung up); which ones are. False for all: the time is over. */
    static boolean[] poll(List<Integer> fds, int timeoutMillis) {
        Pointer array = memory(8 * fds.size());
        for (int i = 0; i < fds.size(); i++) {
            array.putInt(8L * i, fds.get(i));
            array.putShort(8L * i + 4, POLLIN);
        }
        C.poll(array, fds.size(), timeoutMillis); // EINTR counts as nothing ready
        boolean[] ready = new boolean[fds.size()];
        for (int i = 0; i < ready.length; i++) {
            ready[i] = array.getShort(8L * i + 6) != 0;
        }
        return ready;
    }

    /**
     * A descriptor that becomes readable when the process ends; -1 if there is no such process. The kernel says EINVAL of a
     * number that only a process group has left.
     */
    static int pidfd(long pid) {
        long fd = C.syscall(SYS_PIDFD_OPEN, pid, 0);
        if (fd < 0 && (RUNTIME.getLastError() == ESRCH || RUNTIME.getLastError() == EINVAL)) {
            return -1;
        }
        return check("pidfd_open " + pid, fd);
    }

    /** Waits for the end of any process; false when the time is over. A zombie has ended. */
    public static boolean awaitEnd(long pid, int timeoutMillis) {
        int fd = pidfd(pid);
        if (fd < 0) {
            return true;
        }
        try {
            long end = System.nanoTime() + timeoutMillis * 1_000_000L;
            while (true) {
                long left = (end - System.nanoTime()) / 1_000_000;
                if (poll(List.of(fd), (int) Math.max(0, left))[0]) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
            }
        } finally {
            C.close(fd);
        }
    }

    /** Swaps two names in one step; false if one of them is missing. */
    public static boolean exchange(String one, String other) {
        return C.renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0;
    }

    /** Takes the wait status of a child that has ended, as a shell counts it; null if there is none to take. */
    public static @Nullable Integer reap(long pid) {
        int[] status = new int[1];
        if (C.waitpid((int) pid, status, WNOHANG) <= 0) {
            return null;
        }
        int signal = status[0] & 0x7f;
        return signal != 0 ? 128 + signal : (status[0] >> 8) & 0xff;
    }

    public static void kill(long pid, int signal) {
        check("kill " + pid, C.kill(one(pid), signal));
    }

    /** Like {@link #kill}, for a process that may be gone. */
    public static void killIfAlive(long pid, int signal) {
        C.kill(one(pid), signal);
    }

    /** To kill(2) the numbers below mean many processes, ours and Maven's among them; a runtime may tell us any. */
    private static int one(long pid) {
        if (pid <= 1) {
            throw new AssertionError(pid + " is no process of a container");
        }
        return (int) pid;
    }
}
