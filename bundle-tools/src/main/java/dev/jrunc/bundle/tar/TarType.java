package dev.jrunc.bundle.tar;

/** The kinds of member that become a file. */
public enum TarType {
    FILE,
    HARD_LINK,
    SYMLINK,
    CHARACTER,
    BLOCK,
    DIRECTORY,
    FIFO
}
