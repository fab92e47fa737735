package dev.jrunc.command;

/** Words for the few errors that commands decide on themselves; all others are put into words by the launcher. */
final class Errno {
    static final int EPERM = 1;
    static final int ESRCH = 3;
    static final int ENOENT = 2;
    static final int EIO = 5;
    static final int EAGAIN = 11;
    static final int ENOMEM = 12;
    static final int EACCES = 13;
    static final int EEXIST = 17;
    static final int ENOTDIR = 20;
    static final int EISDIR = 21;
    static final int EINVAL = 22;
    static final int ENFILE = 23;
    static final int EMFILE = 24;
    static final int EFBIG = 27;
    static final int EROFS = 30;
    static final int EPIPE = 32;
    static final int ENAMETOOLONG = 36;
    static final int ELOOP = 40;
    static final int ECONNREFUSED = 111;

    private Errno() {}

    /** As strerror(3) says, in lower case, with the symbol. */
    static String words(int errno) {
        return switch (errno) {
            case EPERM -> "operation not permitted (EPERM)";
            case ENOENT -> "no such file or directory (ENOENT)";
            case ESRCH -> "no such process (ESRCH)";
            case EIO -> "input/output error (EIO)";
            case ENOMEM -> "cannot allocate memory (ENOMEM)";
            case ENFILE -> "too many open files in system (ENFILE)";
            case EMFILE -> "too many open files (EMFILE)";
            case EPIPE -> "broken pipe (EPIPE)";
            case EACCES -> "permission denied (EACCES)";
            case EEXIST -> "file exists (EEXIST)";
            case ENOTDIR -> "not a directory (ENOTDIR)";
            case EISDIR -> "is a directory (EISDIR)";
            case EINVAL -> "invalid argument (EINVAL)";
            case EFBIG -> "file too large (EFBIG)";
            case ENAMETOOLONG -> "file name too long (ENAMETOOLONG)";
            case ELOOP -> "too many levels of symbolic links (ELOOP)";
            default -> "error number " + errno;
        };
    }
}
