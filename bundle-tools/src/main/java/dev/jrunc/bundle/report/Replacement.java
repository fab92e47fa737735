package dev.jrunc.bundle.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** A file that is replaced as a whole: readers see the old text or the new one. */
public final class Replacement {
    private Replacement() {}

    /** Keeps the mode of the file that was there, and its owner where the caller may; a new one gets 0644. */
    public static void write(Path file, byte[] text) throws BundleException {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path temporary = Files.createTempFile(target.getParent(), ".config-", ".json");
            try {
                Files.write(temporary, text);
                if (Files.exists(target)) {
                    keepOwner(target, temporary);
                }
                Files.setPosixFilePermissions(
                        temporary,
                        Files.exists(target)
                                ? Files.getPosixFilePermissions(target)
                                : PosixFilePermissions.fromString("rw-r--r--"));
                Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new BundleException("write " + file + ": " + Failures.words(e), e);
        }
    }

    private static void keepOwner(Path from, Path to) throws IOException {
        for (String id : List.of("unix:gid", "unix:uid")) {
            Object owner = Files.getAttribute(from, id);
            if (!owner.equals(Files.getAttribute(to, id))) {
                try {
                    Files.setAttribute(to, id, owner);
                } catch (FileSystemException e) {
                    return; // What an ordinary user writes is his own.
                }
            }
        }
    }
}
