package dev.jrunc.bundle.fs;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The directories' metadata, set at the end: making a file changes the directory's time, and a mode may forbid it. */
final class PendingDirectories {
    private final TreeMap<String, Pending> directories = new TreeMap<>();

    record Pending(List<byte[]> path, Metadata metadata) {}

    void put(List<byte[]> path, Metadata metadata) {
        directories.put(key(path), new Pending(path, metadata));
    }

    boolean hasRoot() {
        return directories.containsKey("");
    }

    /** This one and all below it are gone. */
    void forget(List<byte[]> path) {
        String key = key(path);
        directories.remove(key);
        // '0' follows '/'.
        directories.subMap(key + "/", key + "0").clear();
    }

    /** A name sorts after the names that it begins with. */
    Collection<Pending> deepestFirst() {
        return directories.descendingMap().values();
    }

    void clear() {
        directories.clear();
    }

    /** Latin-1 keeps every byte apart. */
    private static String key(List<byte[]> path) {
        return new String(Names.joined(path), StandardCharsets.ISO_8859_1);
    }
}
