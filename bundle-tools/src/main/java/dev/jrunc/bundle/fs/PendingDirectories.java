package dev.jrunc.bundle.fs;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The directories' metadata, set at the end: making a file changes the directory's time, and a mode may forbid it.
 *
 * <p>Kept by path, in as little memory as will do: an archive may have a million directories.
 */
final class PendingDirectories {
    private final TreeMap<String, Metadata> directories = new TreeMap<>();

    /** What is to be done for one of them. */
    interface Action<E extends Exception> {
        void on(List<byte[]> path, Metadata metadata) throws E;
    }

    void put(List<byte[]> path, Metadata metadata) {
        directories.put(key(path), metadata);
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

    /** The deepest first, since a name sorts after the names that it begins with. */
    <E extends Exception> void finish(Action<E> action) throws E {
        for (Map.Entry<String, Metadata> entry : directories.descendingMap().entrySet()) {
            action.on(path(entry.getKey()), entry.getValue());
        }
        directories.clear();
    }

    /** Latin-1 keeps every byte apart. */
    private static String key(List<byte[]> path) {
        return new String(Names.joined(path), StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> path(String key) {
        List<byte[]> path = new ArrayList<>();
        for (int start = 0; start < key.length(); ) {
            int end = key.indexOf('/', start);
            end = end < 0 ? key.length() : end;
            path.add(key.substring(start, end).getBytes(StandardCharsets.ISO_8859_1));
            start = end + 1;
        }
        return path;
    }
}
