package dev.jrunc.bundle.fs;

import dev.jrunc.bundle.report.BundleException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells how a directory tree differs from what it should be; never follows a link, opens regular files only. */
public final class TreeDiff {
    private static final int DEEPEST = 256;

    private final Posix posix;
    private final Posix second;
    private final List<String> differences = new ArrayList<>();
    private final Map<Long, String> wantedLinks = new HashMap<>();
    private final Map<Long, String> actualLinks = new HashMap<>();
    private final int most;
    private long count;

    /** @param most how many differences are kept; all are counted */
    public TreeDiff(Posix posix, int most) {
        this.posix = posix;
        this.second = posix.another();
        this.most = most;
    }

    /** A line for each file that differs. */
    public List<String> differences() {
        return differences;
    }

    public long count() {
        return count;
    }

    public void compare(Fd wanted, Fd actual) throws BundleException {
        compareOne(wanted, actual, Names.SELF, "/");
        inside(wanted, actual, "/", 0);
    }

    private void inside(Fd wanted, Fd actual, String path, int depth) throws BundleException {
        if (depth > DEEPEST) {
            throw new BundleException(path + ": more than " + DEEPEST + " directories deep");
        }
        Map<String, byte[]> names = names(wanted);
        Map<String, byte[]> others = names(actual);
        TreeSet<String> all = new TreeSet<>(names.keySet());
        all.addAll(others.keySet());
        for (String key : all) {
            String child = path.equals("/") ? "/" + text(key) : path + "/" + text(key);
            byte[] name = names.get(key);
            if (name == null) {
                add(child + ": is not in the image");
            } else if (!others.containsKey(key)) {
                add(child + ": is missing");
            } else if (compareOne(wanted, actual, name, child)) {
                try (Fd a = posix.openDirectoryAt(wanted, name);
                        Fd b = posix.openDirectoryAt(actual, name)) {
                    inside(a, b, child, depth + 1);
                }
            }
        }
    }

    /** True when both are directories. */
    private boolean compareOne(Fd wanted, Fd actual, byte[] name, String path) throws BundleException {
        Stat a = posix.stat(wanted, name);
        Stat b = posix.stat(actual, name);
        if (a.type() != b.type()) {
            add(path + ": is another kind of file");
            return false;
        }
        List<String> words = new ArrayList<>();
        compare(words, "mode", Integer.toOctalString(a.mode() & 07777), Integer.toOctalString(b.mode() & 07777));
        compare(words, "owner", a.uid() + ":" + a.gid(), b.uid() + ":" + b.gid());
        compare(words, "time", a.seconds() + "." + a.nanos(), b.seconds() + "." + b.nanos());
        switch (a.type()) {
            case Stat.REGULAR -> {
                compare(words, "size", a.size() + "", b.size() + "");
                if (a.size() == b.size() && !sameContent(wanted, actual, name)) {
                    words.add("the content");
                }
            }
            case Stat.SYMLINK ->
                compare(
                        words,
                        "target",
                        Names.printable(posix.readLink(wanted, name)),
                        Names.printable(posix.readLink(actual, name)));
            case Stat.CHARACTER, Stat.BLOCK ->
                compare(words, "device", a.nodeMajor() + ":" + a.nodeMinor(), b.nodeMajor() + ":" + b.nodeMinor());
            default -> {
                // Directories and fifos have no content of their own.
            }
        }
        if (!a.isDirectory()) {
            compare(words, "hard link to", first(wantedLinks, a, path), first(actualLinks, b, path));
        }
        attributes(words, posix.xattrs(wanted, name), posix.xattrs(actual, name));
        if (!words.isEmpty()) {
            add(path + ": " + String.join(", ", words));
        }
        return a.isDirectory();
    }

    private static void compare(List<String> words, String what, String wanted, String actual) {
        if (!wanted.equals(actual)) {
            words.add(what + " " + wanted + " is " + actual);
        }
    }

    private static String first(Map<Long, String> links, Stat stat, String path) {
        String known = stat.links() < 2 ? null : links.putIfAbsent(stat.inode(), path);
        return known == null ? "nothing" : known;
    }

    private static void attributes(List<String> words, Map<String, byte[]> wanted, Map<String, byte[]> actual) {
        TreeSet<String> all = new TreeSet<>(wanted.keySet());
        all.addAll(actual.keySet());
        for (String name : all) {
            // A host with SELinux gives every file a label.
            if (!Xattrs.belongToTheHost(name) && !Arrays.equals(wanted.get(name), actual.get(name))) {
                words.add("the attribute " + name);
            }
        }
    }

    private boolean sameContent(Fd wanted, Fd actual, byte[] name) throws BundleException {
        try (Fd a = posix.open(wanted.number(), name, Posix.O_NOFOLLOW);
                Fd b = second.open(actual.number(), name, Posix.O_NOFOLLOW)) {
            while (true) {
                byte[] one = posix.readUpTo(a, name, Posix.BUFFER);
                byte[] other = second.readUpTo(b, name, Posix.BUFFER);
                if (!Arrays.equals(one, other)) {
                    return false;
                }
                if (one.length == 0) {
                    return true;
                }
            }
        }
    }

    /** Sorted by their bytes; Latin-1 keeps every one apart. */
    private Map<String, byte[]> names(Fd directory) throws BundleException {
        Map<String, byte[]> names = new TreeMap<>();
        try (Fd readable = posix.openDirectoryAt(directory, Names.SELF)) {
            for (byte[] name : posix.list(readable, Names.SELF)) {
                names.put(new String(name, 0, name.length - 1, StandardCharsets.ISO_8859_1), name);
            }
        }
        return names;
    }

    private static String text(String key) {
        return Names.printable(key.getBytes(StandardCharsets.ISO_8859_1));
    }

    private void add(String difference) {
        count++;
        if (differences.size() < most) {
            differences.add(difference);
        }
    }
}
