package dev.jrunc.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * The options of one mount (config.md#linux-mount-options), sorted by what the kernel calls them: attributes to set and
 * to clear, for the mount itself and for its whole tree, propagation changes in their order, flags of the superblock under
 * the names that fsconfig(2) has for them, and what is left for the filesystem. Nothing of it changes once it is parsed.
 */
final class MountOptions {
    static final long RDONLY = 0x1;
    static final long NOSUID = 0x2;
    static final long NODEV = 0x4;
    static final long NOEXEC = 0x8;
    private static final long ATIME_MASK = 0x70;
    private static final long NOATIME = 0x10;
    private static final long STRICTATIME = 0x20;
    private static final long RELATIME = 0;
    private static final long NODIRATIME = 0x80;
    private static final long NOSYMFOLLOW = 0x200000;

    static final int MS_REC = 1 << 14;
    static final int MS_UNBINDABLE = 1 << 17;
    static final int MS_PRIVATE = 1 << 18;
    static final int MS_SLAVE = 1 << 19;
    static final int MS_SHARED = 1 << 20;

    private boolean bind;
    private boolean recursive;
    private boolean remount;
    private boolean copyUp;
    private boolean idMapped;
    private boolean idMapTree;

    private boolean noatime;
    private boolean nodiratime;
    private boolean relatime;
    private boolean strictatime;

    private long set;
    private long clear;
    private long recursiveSet;
    private long recursiveClear;
    private final List<Integer> propagations = new ArrayList<>(0);
    /** Of the filesystem as a whole: a bind, which makes none, has no use for them. */
    private final List<String> superblock = new ArrayList<>(0);

    private final List<String> data = new ArrayList<>();

    private MountOptions() {}

    static MountOptions parse(List<String> options) {
        MountOptions parsed = new MountOptions();
        for (int i = 0; i < options.size(); i++) {
            String option = options.get(i);
            if (!parsed.structural(option) && !parsed.attribute(option) && !parsed.superblock(option)) {
                int flags = propagation(option);
                if (flags != 0) {
                    parsed.propagations.add(flags);
                } else {
                    parsed.addData(option);
                }
            }
        }
        parsed.accessTime();
        return parsed;
    }

    boolean bind() {
        return bind;
    }

    /** Of a bind: with all that is mounted below the source. */
    boolean recursive() {
        return recursive;
    }

    boolean remount() {
        return remount;
    }

    boolean copyUp() {
        return copyUp;
    }

    boolean idMapped() {
        return idMapped;
    }

    /** Not the mount alone, but all below it. */
    boolean idMapTree() {
        return idMapTree;
    }

    /** MOUNT_ATTR_* bits, as the three that follow: for the mount itself, then for its whole tree. */
    long set() {
        return set;
    }

    long clear() {
        return clear;
    }

    long recursiveSet() {
        return recursiveSet;
    }

    long recursiveClear() {
        return recursiveClear;
    }

    /** MS_* flags of each change, in their order. */
    List<Integer> propagations() {
        return propagations;
    }

    /** MS_* flags of a propagation name, 0 for any other word. */
    static int propagation(String name) {
        return switch (name) {
            case "shared" -> MS_SHARED;
            case "slave" -> MS_SLAVE;
            case "private" -> MS_PRIVATE;
            case "unbindable" -> MS_UNBINDABLE;
            case "rshared" -> MS_SHARED | MS_REC;
            case "rslave" -> MS_SLAVE | MS_REC;
            case "rprivate" -> MS_PRIVATE | MS_REC;
            case "runbindable" -> MS_UNBINDABLE | MS_REC;
            default -> 0;
        };
    }

    /** What the filesystem alone can know. */
    List<String> data() {
        return data;
    }

    /** For a new filesystem. */
    List<String> forFilesystem() {
        List<String> all = new ArrayList<>(data);
        all.addAll(superblock);
        return all;
    }

    /**
     * For one that exists: as with mount(2) its flags become those that are named; dirsync cannot change.
     *
     * @param attributes of the mount, of which RDONLY is the filesystem's as well
     */
    List<String> forRemount(long attributes) {
        List<String> all = new ArrayList<>(data);
        all.add((attributes & RDONLY) != 0 ? "ro" : "rw");
        all.add(superblock.contains("sync") ? "sync" : "async");
        all.add(superblock.contains("lazytime") ? "lazytime" : "nolazytime");
        all.add(superblock.contains("mand") ? "mand" : "nomand");
        return all;
    }

    boolean hasData(String key) {
        for (int i = 0; i < data.size(); i++) {
            String option = data.get(i);
            if (option.startsWith(key) && option.length() > key.length() && option.charAt(key.length()) == '=') {
                return true;
            }
        }
        return false;
    }

    /**
     * One entry may hold several options, as mount(2) takes them. There is no new one after a backslash (overlayfs), in
     * quotes or, in tmpfs' mpol, before a digit (its nodes). Whatever comes twice stays: of size=1m, size=2m, size=1m the
     * last counts.
     */
    private void addData(String option) {
        int equals = option.indexOf('=');
        if (equals >= 7 && option.startsWith("context", equals - 7)) {
            data.add(unquoted(option, equals + 1));
            return;
        }
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < option.length(); i++) {
            char c = option.charAt(i);
            quoted ^= c == '"';
            boolean node = digitAt(option, i + 1) && option.startsWith("mpol=", start);
            if (c == ',' && !quoted && option.charAt(Math.max(i - 1, 0)) != '\\' && !node) {
                addUnlessEmpty(option.substring(start, i));
                start = i + 1;
            }
        }
        addUnlessEmpty(option.substring(start));
    }

    private void addUnlessEmpty(String option) {
        if (!option.isEmpty()) {
            data.add(option);
        }
    }

    private static boolean digitAt(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    /** SELinux takes quotes off what mount(2) brings, not what fsconfig(2) does. */
    private static String unquoted(String option, int start) {
        int end = option.length() - 1;
        return end > start && option.charAt(start) == '"' && option.charAt(end) == '"'
                ? option.substring(0, start) + option.substring(start + 1, end)
                : option;
    }

    private boolean structural(String option) {
        switch (option) {
            case "bind" -> bind = true;
            case "rbind" -> {
                bind = true;
                recursive = true;
            }
            case "remount" -> remount = true;
            case "tmpcopyup" -> copyUp = true;
            case "idmap" -> idMapped = true;
            case "ridmap" -> {
                idMapped = true;
                idMapTree = true;
            }
            case "defaults" -> {}
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean attribute(String option) {
        switch (option) {
            case "ro" -> change(RDONLY, true);
            case "rw" -> change(RDONLY, false);
            case "nosuid" -> change(NOSUID, true);
            case "suid" -> change(NOSUID, false);
            case "nodev" -> change(NODEV, true);
            case "dev" -> change(NODEV, false);
            case "noexec" -> change(NOEXEC, true);
            case "exec" -> change(NOEXEC, false);
            case "nosymfollow" -> change(NOSYMFOLLOW, true);
            case "symfollow" -> change(NOSYMFOLLOW, false);
            case "noatime" -> noatime = true;
            case "atime" -> noatime = false;
            case "nodiratime" -> nodiratime = true;
            case "diratime" -> nodiratime = false;
            case "relatime" -> relatime = true;
            case "norelatime" -> relatime = false;
            case "strictatime" -> strictatime = true;
            case "nostrictatime" -> strictatime = false;
            case "rro" -> changeTree(RDONLY, true);
            case "rrw" -> changeTree(RDONLY, false);
            case "rnosuid" -> changeTree(NOSUID, true);
            case "rsuid" -> changeTree(NOSUID, false);
            case "rnodev" -> changeTree(NODEV, true);
            case "rdev" -> changeTree(NODEV, false);
            case "rnoexec" -> changeTree(NOEXEC, true);
            case "rexec" -> changeTree(NOEXEC, false);
            case "rnodiratime" -> changeTree(NODIRATIME, true);
            case "rdiratime" -> changeTree(NODIRATIME, false);
            case "rnosymfollow" -> changeTree(NOSYMFOLLOW, true);
            case "rsymfollow" -> changeTree(NOSYMFOLLOW, false);
            case "rnoatime" -> accessTimeOfTree(NOATIME);
            case "rstrictatime" -> accessTimeOfTree(STRICTATIME);
            case "rrelatime", "ratime", "rnostrictatime" -> accessTimeOfTree(0);
            case "rnorelatime" -> {
                // relatime is 0, which cannot be taken away; a noatime tree must not become a relatime one for it.
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean superblock(String option) {
        switch (option) {
            case "sync", "dirsync", "lazytime", "mand" -> add(superblock, option);
            case "async" -> superblock.remove("sync");
            case "nolazytime" -> superblock.remove("lazytime");
            case "nomand" -> superblock.remove("mand");
            case "iversion", "noiversion" -> {
                // Since Linux 4.16 the filesystem alone decides on i_version; the flag has no effect (mount(8)).
            }
            case "silent", "loud" -> {
                // What the kernel logs about the mount; fsopen(2) reports to the caller instead.
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void add(List<String> list, String option) {
        if (!list.contains(option)) {
            list.add(option);
        }
    }

    private void change(long attribute, boolean on) {
        set = on ? set | attribute : set & ~attribute;
        clear = on ? clear & ~attribute : clear | attribute;
    }

    private void changeTree(long attribute, boolean on) {
        recursiveSet = on ? recursiveSet | attribute : recursiveSet & ~attribute;
        recursiveClear = on ? recursiveClear & ~attribute : recursiveClear | attribute;
    }

    /**
     * As mount(2) does it: one of these names replaces all that a mount says about access times, strictatime before
     * noatime before relatime, which is the default; the names that take one back, alone, leave it as it is.
     */
    private void accessTime() {
        if (!noatime && !nodiratime && !relatime && !strictatime) {
            return;
        }
        set |= strictatime ? STRICTATIME : noatime ? NOATIME : RELATIME;
        clear |= ATIME_MASK;
        change(NODIRATIME, nodiratime);
    }

    /** The access time attributes are one value: to change it is to clear all of it (mount_setattr(2)). */
    private void accessTimeOfTree(long value) {
        recursiveSet = (recursiveSet & ~ATIME_MASK) | value;
        recursiveClear |= ATIME_MASK;
    }
}
