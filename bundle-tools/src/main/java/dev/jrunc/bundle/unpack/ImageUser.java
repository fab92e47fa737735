package dev.jrunc.bundle.unpack;

import dev.jrunc.bundle.fs.RootFs;
import dev.jrunc.bundle.image.ImageException;
import dev.jrunc.bundle.report.BundleException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Who the image's {@code User} is, by the passwd and group files inside its root filesystem. */
record ImageUser(long uid, long gid, List<Long> additionalGids, String home) {
    private static final long LARGEST_ID = 0xfffffffeL;
    /** The files are the image's: endless ones cost no more than this. */
    private static final int LONGEST = 4 << 20;

    private static final int MOST_GROUPS = 65536; // NGROUPS_MAX

    static ImageUser find(String text, RootFs root) throws BundleException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        String group = colon < 0 ? "" : text.substring(colon + 1);
        if (user.isEmpty()) {
            user = "0";
        }
        // What looks like a number is one, whatever a line of passwd calls itself (CVE-2016-3697).
        boolean number = isNumber(user);
        long uid = number ? id(text, user) : -1;
        String name = user;
        long gid = 0;
        String home = "/";
        boolean found = false;
        for (String[] line : lines(root, "/etc/passwd", 7)) {
            if (!found && (uid < 0 ? line[0].equals(user) : line[2].equals(Long.toString(uid)))) {
                found = true;
                name = line[0];
                uid = id("/etc/passwd", line[2]);
                gid = id("/etc/passwd", line[3]);
                home = line[5].isEmpty() ? "/" : line[5];
            }
        }
        if (uid < 0) {
            throw new ImageException("the image's user \"" + text + "\" is not in its /etc/passwd");
        }
        if (!group.isEmpty()) {
            return new ImageUser(uid, gid(text, group, root), List.of(), home);
        }
        // A number gets no groups beside its own (conversion.md#configuser).
        return new ImageUser(uid, gid, found && !number ? groupsOf(name, gid, root) : List.of(), home);
    }

    private static long gid(String text, String group, RootFs root) throws BundleException {
        if (isNumber(group)) {
            return id(text, group);
        }
        for (String[] line : lines(root, "/etc/group", 4)) {
            if (line[0].equals(group)) {
                return id("/etc/group", line[2]);
            }
        }
        throw new ImageException("the group of the image's user \"" + text + "\" is not in its /etc/group");
    }

    private static List<Long> groupsOf(String name, long primary, RootFs root) throws BundleException {
        List<Long> gids = new ArrayList<>();
        for (String[] line : lines(root, "/etc/group", 4)) {
            if (List.of(line[3].split(",", -1)).contains(name)) {
                long gid = id("/etc/group", line[2]);
                if (gid != primary && !gids.contains(gid) && gids.size() < MOST_GROUPS) {
                    gids.add(gid);
                }
            }
        }
        return gids;
    }

    /** The lines with at least so many fields. */
    private static List<String[]> lines(RootFs root, String path, int fields) throws BundleException {
        List<String[]> lines = new ArrayList<>();
        byte[] content = root.read(path, LONGEST);
        if (content == null) {
            return lines;
        }
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
            String[] parts = line.split(":", -1);
            if (parts.length >= fields && !parts[0].isEmpty()) {
                lines.add(parts);
            }
        }
        return lines;
    }

    private static boolean isNumber(String text) {
        char first = text.charAt(0);
        return (first >= '0' && first <= '9') || first == '-' || first == '+';
    }

    private static long id(String where, String number) throws ImageException {
        boolean digits = !number.isEmpty() && number.length() <= 10;
        for (int i = 0; i < number.length(); i++) {
            digits &= number.charAt(i) >= '0' && number.charAt(i) <= '9';
        }
        long id = digits ? Long.parseLong(number) : -1;
        if (id < 0 || id > LARGEST_ID) {
            throw new ImageException(
                    "the image's user: " + where + " has the id \"" + number + "\"; ids are 0 to " + LARGEST_ID);
        }
        return id;
    }
}
