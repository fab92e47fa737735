package dev.jrunc.cgroup;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cgroup trees of a host as the caller sees them, in the order of /proc/self/cgroup. */
public record CgroupHost(
        CgroupLayout layout, List<Hierarchy> v1, @Nullable Hierarchy unified) {
    static final String USUAL_ROOT = "/sys/fs/cgroup";

    /** Reads the texts of /proc/self/mountinfo and /proc/self/cgroup. */
    public static CgroupHost parse(byte[] mountinfo, byte[] selfCgroup) {
        Parser parser = new Parser(new String(selfCgroup, StandardCharsets.UTF_8));
        parser.readMounts(mountinfo);
        return parser.host();
    }

    /**
     * The directory whose owner decides whether a caller without privileges may make cgroups: the parent of its own
     * cgroup on v2, empty elsewhere (v1 trees belong to root).
     */
    public String delegatedDirectory() {
        return layout == CgroupLayout.V2 && unified != null ? unified.ownParent() : "";
    }

    /** True when the caller is in this cgroup or in one below it. */
    public boolean holdsCaller(CgroupDirectory directory) {
        if (unified != null && directory.version() == 2) {
            return (unified.ownDirectory() + "/").startsWith(directory.path() + "/");
        }
        for (Hierarchy one : v1) {
            if (one.mountPoint().equals(directory.mountPoint())) {
                return (one.ownDirectory() + "/").startsWith(directory.path() + "/");
            }
        }
        return false;
    }

    /** A path of mountinfo, where space, tab, newline and backslash are three octal digits (proc_pid_mountinfo(5)). */
    public static String unescape(String text) {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 3 < text.length()) {
                c = (char)
                        ((text.charAt(i + 1) - '0') * 64 + (text.charAt(i + 2) - '0') * 8 + (text.charAt(i + 3) - '0'));
                i += 3;
            }
            plain.append(c);
        }
        return plain.toString();
    }

    /** The state of one parse: lines of /proc/self/cgroup first, then the mounts that belong to them. */
    private static final class Parser {
        /** The controllers of each line joined by commas, empty for v2. */
        private final List<String> controllers = new ArrayList<>();

        private final List<String> own = new ArrayList<>();
        private final @Nullable Hierarchy[] found;
        /** Mount id of what is on top at /sys/fs/cgroup, empty before that is known. */
        private String top = "";

        Parser(String selfCgroup) {
            int start = 0;
            while (start < selfCgroup.length()) {
                int end = selfCgroup.indexOf('\n', start);
                end = end < 0 ? selfCgroup.length() : end;
                int first = selfCgroup.indexOf(':', start);
                int second = first < 0 ? -1 : selfCgroup.indexOf(':', first + 1);
                if (second >= 0 && second < end) {
                    controllers.add(selfCgroup.substring(first + 1, second));
                    own.add(selfCgroup.substring(second + 1, end));
                }
                start = end + 1;
            }
            found = new Hierarchy[controllers.size()];
        }

        /** Looks for "cgroup" by leaps of up to six bytes: a host may have thousands of mounts, few are of interest. */
        void readMounts(byte[] text) {
            int at = 5;
            int done = 0;
            while (at < text.length) {
                switch (text[at]) {
                    case 'p' -> {
                        if (isCgroup(text, at - 5)) {
                            int start = lineStart(text, at, done);
                            done = lineEnd(text, at);
                            line(new String(text, start, done - start, StandardCharsets.UTF_8));
                            at = done;
                        }
                        at += 6;
                    }
                    case 'u' -> at += 1;
                    case 'o' -> at += 2;
                    case 'r' -> at += 3;
                    case 'g' -> at += 4;
                    case 'c' -> at += 5;
                    default -> at += 6;
                }
            }
        }

        private static boolean isCgroup(byte[] text, int at) {
            return text[at] == 'c'
                    && text[at + 1] == 'g'
                    && text[at + 2] == 'r'
                    && text[at + 3] == 'o'
                    && text[at + 4] == 'u';
        }

        private static int lineStart(byte[] text, int at, int limit) {
            int start = at;
            while (start > limit && text[start - 1] != '\n') {
                start--;
            }
            return start;
        }

        private static int lineEnd(byte[] text, int at) {
            int end = at;
            while (end < text.length && text[end] != '\n') {
                end++;
            }
            return end;
        }

        /** {@code id parent major:minor root mountpoint options [tags] - type source superoptions}: proc_pid_mountinfo(5). */
        private void line(String line) {
            int id = line.indexOf(' ');
            int parent = line.indexOf(' ', id + 1);
            int device = line.indexOf(' ', parent + 1);
            int root = line.indexOf(' ', device + 1);
            int point = line.indexOf(' ', root + 1);
            int dash = line.indexOf(" - ", point + 1);
            int type = dash < 0 ? -1 : line.indexOf(' ', dash + 3);
            int source = type < 0 ? -1 : line.indexOf(' ', type + 1);
            if (id < 0 || point < 0 || source < 0) {
                return;
            }
            String mountPoint = unescape(line.substring(root + 1, point));
            if (mountPoint.equals(USUAL_ROOT)) {
                top = line.substring(0, id);
                forgetHidden();
            }
            String typeName = line.substring(dash + 3, type);
            boolean v2 = typeName.equals("cgroup2");
            if (!v2 && !typeName.equals("cgroup")) {
                return;
            }
            int index = v2 ? controllers.indexOf("") : match(line.substring(source + 1));
            if (index < 0) {
                return;
            }
            if (isBetter(found[index], mountPoint, line.substring(id + 1, parent))) {
                found[index] = new Hierarchy(
                        v2 ? 2 : 1,
                        v2 ? List.of() : split(controllers.get(index)),
                        mountPoint,
                        unescape(line.substring(device + 1, root)),
                        own.get(index));
            }
        }

        /** The same tree may be mounted more than once: the place below /sys/fs/cgroup wins, then the first. */
        private boolean isBetter(@Nullable Hierarchy before, String mountPoint, String parentId) {
            if (before != null && before.mountPoint().equals(mountPoint)) {
                return true;
            }
            boolean usual = isUsual(mountPoint);
            if (before != null && (!usual || isUsual(before.mountPoint()))) {
                return false;
            }
            boolean hidden = usual && !mountPoint.equals(USUAL_ROOT) && !top.isEmpty() && !top.equals(parentId);
            return !hidden;
        }

        /** A mount on /sys/fs/cgroup covers those that were made below it before. */
        private void forgetHidden() {
            for (int i = 0; i < found.length; i++) {
                Hierarchy one = found[i];
                if (one != null && isUsual(one.mountPoint())) {
                    found[i] = null;
                }
            }
        }

        private static boolean isUsual(String mountPoint) {
            return mountPoint.startsWith(USUAL_ROOT)
                    && (mountPoint.length() == USUAL_ROOT.length() || mountPoint.charAt(USUAL_ROOT.length()) == '/');
        }

        /** Super options mix controllers and flags; the first controller of a line of /proc/self/cgroup decides. */
        private int match(String options) {
            List<String> words = split(options);
            for (int i = 0; i < controllers.size(); i++) {
                String names = controllers.get(i);
                int comma = names.indexOf(',');
                String first = comma < 0 ? names : names.substring(0, comma);
                if (!first.isEmpty() && words.contains(first)) {
                    return i;
                }
            }
            return -1;
        }

        CgroupHost host() {
            List<Hierarchy> v1 = new ArrayList<>();
            Hierarchy unified = null;
            boolean controlled = false;
            for (Hierarchy one : found) {
                if (one == null) {
                    continue;
                }
                if (one.version() == 2) {
                    unified = one;
                } else {
                    v1.add(one);
                    controlled |= !one.named();
                }
            }
            if (unified != null && (!controlled || unified.mountPoint().equals(USUAL_ROOT))) {
                return new CgroupHost(CgroupLayout.V2, List.of(), unified);
            }
            if (v1.isEmpty()) {
                return new CgroupHost(CgroupLayout.NONE, List.of(), null);
            }
            return new CgroupHost(unified == null ? CgroupLayout.V1 : CgroupLayout.HYBRID, List.copyOf(v1), unified);
        }

        private static List<String> split(String text) {
            List<String> words = new ArrayList<>();
            int start = 0;
            for (int comma = text.indexOf(','); comma >= 0; comma = text.indexOf(',', start)) {
                words.add(text.substring(start, comma));
                start = comma + 1;
            }
            words.add(text.substring(start));
            return words;
        }
    }
}
