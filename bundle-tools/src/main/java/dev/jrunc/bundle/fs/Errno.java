package dev.jrunc.bundle.fs;

/** The errors that file work meets, with the C library's words; numbers are those of x86-64 and arm64. */
public enum Errno {
    EPERM(1, "operation not permitted"),
    ENOENT(2, "no such file or directory"),
    EIO(5, "input/output error"),
    E2BIG(7, "argument list too long"),
    EAGAIN(11, "resource temporarily unavailable"),
    EACCES(13, "permission denied"),
    EEXIST(17, "file exists"),
    EXDEV(18, "invalid cross-device link"),
    ENOTDIR(20, "not a directory"),
    EISDIR(21, "is a directory"),
    EINVAL(22, "invalid argument"),
    EMFILE(24, "too many open files"),
    EFBIG(27, "file too large"),
    ENOSPC(28, "no space left on device"),
    EROFS(30, "read-only file system"),
    EMLINK(31, "too many links"),
    ERANGE(34, "numerical result out of range"),
    ENAMETOOLONG(36, "file name too long"),
    ENOSYS(38, "function not implemented"),
    ENOTEMPTY(39, "directory not empty"),
    ELOOP(40, "too many levels of symbolic links"),
    ENODATA(61, "no data available"),
    EOPNOTSUPP(95, "operation not supported"),
    EDQUOT(122, "disk quota exceeded"),
    OTHER(0, "unexpected error");

    private final int number;
    private final String words;

    Errno(int number, String words) {
        this.number = number;
        this.words = words;
    }

    static Errno of(int number) {
        for (Errno errno : values()) {
            if (errno.number == number) {
                return errno;
            }
        }
        return OTHER;
    }

    /** There is no such directory: something is missing on the way, or is another kind of file. */
    boolean isNoDirectory() {
        return this == ENOENT || this == ENOTDIR || this == ELOOP;
    }

    String words(int actual) {
        return this == OTHER ? words + " (errno " + actual + ")" : words + " (" + name() + ")";
    }
}
