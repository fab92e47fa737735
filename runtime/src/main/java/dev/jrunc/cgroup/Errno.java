package dev.jrunc.cgroup;

/** The errors for which a cgroup operation has a known cause. */
final class Errno {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EACCES = 13;
    static final int EBUSY = 16;
    static final int ENODEV = 19;
    static final int EINVAL = 22;
    static final int EROFS = 30;
    static final int ERANGE = 34;

    private Errno() {}
}
