package dev.jrunc.command;

/** Reads what the kernel and the user database say of processes and users. */
final class ProcText {
    private ProcText() {}

    /** The value of a line of /proc/PID/status, "" without one. */
    static String field(String text, String name) {
        int start = text.startsWith(name) ? 0 : text.indexOf("\n" + name) + 1;
        if (start == 0 && !text.startsWith(name)) {
            return "";
        }
        int end = text.indexOf('\n', start);
        return text.substring(start + name.length(), end < 0 ? text.length() : end)
                .strip();
    }

    /** Of a text of /proc/PID/status: the process's id in its own pid namespace, the last of those that it has. */
    static String innermostPid(String status) {
        String ids = field(status, "NSpid:");
        return ids.substring(ids.lastIndexOf('\t') + 1);
    }

    /** The user's name, {@code #uid} without one. */
    static String userName(String passwd, String uid) {
        int start = 0;
        while (start < passwd.length()) {
            int end = passwd.indexOf('\n', start);
            end = end < 0 ? passwd.length() : end;
            String[] fields = passwd.substring(start, end).split(":", 4);
            if (fields.length == 4 && fields[2].equals(uid)) {
                return fields[0];
            }
            start = end + 1;
        }
        return "#" + uid;
    }

    /** A user id of ours as the process's user namespace has it, by its /proc/PID/uid_map; -1 when that has none. */
    static long inside(String map, long uid) {
        for (String line : map.split("\n", -1)) {
            String[] fields = line.strip().split("\\s+", -1);
            if (fields.length == 3) {
                long first = Long.parseLong(fields[1]);
                if (uid >= first && uid - first < Long.parseLong(fields[2])) {
                    return Long.parseLong(fields[0]) + uid - first;
                }
            }
        }
        return -1;
    }

    /** With no line of its own in it, and no word to a terminal. */
    static String printable(String words) {
        StringBuilder text = new StringBuilder(words);
        for (int i = 0; i < text.length(); i++) {
            if (Character.isISOControl(text.charAt(i))) {
                text.setCharAt(i, '?');
            }
        }
        return text.toString();
    }
}
