package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.nio.file.Path;
import java.util.Map;

/** The extended attributes of a file, which the JDK shows for the namespace "user" only. */
public final class Attributes {
    private Attributes() {}

    public static Map<String, byte[]> of(Posix posix, Path file) throws BundleException {
        try (Fd parent = posix.openDirectory(Names.ofArgument(file.getParent().toString()))) {
            return posix.xattrs(parent, Names.ofArgument(file.getFileName().toString()));
        }
    }
}
