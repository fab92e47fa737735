package dev.jrunc.systemd;

import java.util.ArrayList;
import java.util.List;

/**
 * The devices that a unit may use, read off the writes to devices.allow and devices.deny of cgroup v1, where systemd
 * writes both anew at every change. What it cannot say is left to the files, until then.
 */
final class DeviceList {
    private final String known;
    private final List<Object> allowed = new ArrayList<>();

    /**
     * Begins with none.
     *
     * @param known the text of /proc/devices
     */
    DeviceList(String known) {
        this.known = "\n" + known;
    }

    /** One write; the properties that say as much as far as that is possible. */
    void write(boolean allow, List<String> lines, UnitProperties out) {
        if (lines.size() == 1 && lines.get(0).equals("a")) {
            allowed.clear();
            out.set("DevicePolicy", Variant.text(allow ? "auto" : "strict"));
        } else if (allow) {
            for (int i = 0; i < lines.size(); i++) {
                add(lines.get(i));
            }
        }
        out.set("DeviceAllow", new Variant("a(ss)", List.copyOf(allowed)));
    }

    /** {@code c 1:3 rwm}. */
    private void add(String line) {
        int colon = line.indexOf(':');
        int space = line.indexOf(' ', colon);
        if (colon < 3 || space < 0) {
            return;
        }
        boolean block = line.charAt(0) == 'b';
        String major = line.substring(2, colon);
        String minor = line.substring(colon + 1, space);
        String node = "";
        if (!minor.equals("*") && !major.equals("*")) {
            node = (block ? "/dev/block/" : "/dev/char/") + major + ":" + minor;
        } else if (minor.equals("*")) {
            String name = major.equals("*") ? "*" : name(block, major);
            node = name.isEmpty() ? "" : (block ? "block-" : "char-") + name;
        }
        if (!node.isEmpty()) {
            allowed.add(List.of(node, line.substring(space + 1)));
        }
    }

    /** systemd.resource-control(5): all devices of a driver go by the name that /proc/devices has for it. */
    private String name(boolean block, String major) {
        int blocks = known.indexOf("\nBlock devices:");
        int begin = block ? Math.max(blocks, 0) : 0;
        int end = block || blocks < 0 ? known.length() : blocks;
        int start = begin;
        while (start < end) {
            int next = known.indexOf('\n', start + 1);
            String line = known.substring(start, next < 0 ? end : next).strip();
            if (line.startsWith(major + " ")) {
                return line.substring(major.length() + 1).strip();
            }
            start = next < 0 ? end : next;
        }
        return "";
    }
}
