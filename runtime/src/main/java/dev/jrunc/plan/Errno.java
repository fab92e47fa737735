package dev.jrunc.plan;

/** The error numbers that plans have hints for and commands decide on (errno(3)); the launcher puts all into words. */
public final class Errno {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int ESRCH = 3;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int E2BIG = 7;
    public static final int EAGAIN = 11;
    public static final int ENOMEM = 12;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int ENOTDIR = 20;
    public static final int EISDIR = 21;
    public static final int EINVAL = 22;
    public static final int ENFILE = 23;
    public static final int EMFILE = 24;
    public static final int EFBIG = 27;
    public static final int ENOSPC = 28;
    public static final int EROFS = 30;
    public static final int EPIPE = 32;
    public static final int ERANGE = 34;
    public static final int ENAMETOOLONG = 36;
    public static final int ENOSYS = 38;
    public static final int ELOOP = 40;
    public static final int EOPNOTSUPP = 95;
    public static final int ENOTCONN = 107;
    public static final int ECONNREFUSED = 111;
    public static final int ESTALE = 116;

    private Errno() {}

    /** As strerror(3) says, in lower case, with the symbol. */
    public static String words(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted (EPERM)";
            case ENOENT -> "no such file or directory (ENOENT)";
            case ESRCH -> "no such process (ESRCH)";
            case EIO -> "input/output error (EIO)";
            case E2BIG -> "argument list too long (E2BIG)";
            case EAGAIN -> "resource temporarily unavailable (EAGAIN)";
            case ENXIO -> "no such device or address (ENXIO)";
            case ENOMEM -> "cannot allocate memory (ENOMEM)";
            case EACCES -> "permission denied (EACCES)";
            case EBUSY -> "device or resource busy (EBUSY)";
            case EEXIST -> "file exists (EEXIST)";
            case ENODEV -> "no such device (ENODEV)";
            case ENOTDIR -> "not a directory (ENOTDIR)";
            case EISDIR -> "is a directory (EISDIR)";
            case EINVAL -> "invalid argument (EINVAL)";
            case ENFILE -> "too many open files in system (ENFILE)";
            case EMFILE -> "too many open files (EMFILE)";
            case EFBIG -> "file too large (EFBIG)";
            case ENOSPC -> "no space left on device (ENOSPC)";
            case EROFS -> "read-only file system (EROFS)";
            case EPIPE -> "broken pipe (EPIPE)";
            case ERANGE -> "numerical result out of range (ERANGE)";
            case ENAMETOOLONG -> "file name too long (ENAMETOOLONG)";
            case ENOSYS -> "function not implemented (ENOSYS)";
            case ELOOP -> "too many levels of symbolic links (ELOOP)";
            case EOPNOTSUPP -> "operation not supported (EOPNOTSUPP)";
            case ENOTCONN -> "transport endpoint is not connected (ENOTCONN)";
            case ESTALE -> "stale file handle (ESTALE)";
            case ECONNREFUSED -> "connection refused (ECONNREFUSED)";
            default -> "error number " + errno;
        };
    }
}
