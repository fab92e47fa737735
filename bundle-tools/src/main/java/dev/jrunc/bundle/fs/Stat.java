package dev.jrunc.bundle.fs;

/** What statx(2) says of a file. */
public record Stat(
        int mode,
        long uid,
        long gid,
        long size,
        long links,
        long inode,
        long deviceMajor,
        long deviceMinor,
        long nodeMajor,
        long nodeMinor,
        long seconds,
        int nanos) {
    static final int TYPE = 0170000;
    public static final int FIFO = 0010000;
    public static final int CHARACTER = 0020000;
    static final int DIRECTORY = 0040000;
    public static final int BLOCK = 0060000;
    static final int REGULAR = 0100000;
    static final int SYMLINK = 0120000;

    public boolean isDirectory() {
        return type() == DIRECTORY;
    }

    public boolean isRegular() {
        return type() == REGULAR;
    }

    int type() {
        return mode & TYPE;
    }

    boolean isSameFile(Stat other) {
        return inode == other.inode && onSameFileSystem(other);
    }

    boolean onSameFileSystem(Stat other) {
        return deviceMajor == other.deviceMajor && deviceMinor == other.deviceMinor;
    }
}
