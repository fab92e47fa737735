package dev.jrunc.command;

import dev.jrunc.plan.JsonText;
import java.util.Map;

/** Writes the members of a stats event from the texts of cgroup files, by file name. */
final class StatsJson {
    private final Map<String, String> texts;
    private final StringBuilder out = new StringBuilder(2048);
    private boolean first = true;

    StatsJson(Map<String, String> texts) {
        this.texts = texts;
    }

    /** The file's text without the newline at its end, "" when there is no such file. */
    String text(String file) {
        String text = texts.get(file);
        return text == null ? "" : text.strip();
    }

    boolean has(String file) {
        return texts.containsKey(file);
    }

    /** The number a file holds; "max" is the largest there is, nothing is 0. */
    long number(String file) {
        return parse(text(file));
    }

    /** The number behind a name in a file of "name number" lines, 0 without one. */
    long keyed(String file, String name) {
        for (String line : text(file).split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0 && line.substring(0, space).equals(name)) {
                return parse(line.substring(space + 1).strip());
            }
        }
        return 0;
    }

    static long parse(String text) {
        if (text.equals("max")) {
            return -1; // 2^64 - 1, unsigned
        }
        int digits = text.startsWith("-") ? 1 : 0;
        boolean valid = text.length() > digits && text.length() <= 20;
        for (int i = digits; i < text.length(); i++) {
            valid &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        return !valid ? 0 : digits == 1 ? Long.parseLong(text) : Long.parseUnsignedLong(text);
    }

    StatsJson open(String name) {
        return begin(name, '{');
    }

    StatsJson openList(String name) {
        return begin(name, '[');
    }

    private StatsJson begin(String name, char bracket) {
        name(name);
        out.append(bracket);
        first = true;
        return this;
    }

    StatsJson close() {
        out.append('}');
        first = false;
        return this;
    }

    StatsJson closeList() {
        out.append(']');
        first = false;
        return this;
    }

    private void name(String name) {
        if (!first) {
            out.append(',');
        }
        first = false;
        if (!name.isEmpty()) {
            out.append('"').append(name).append("\":");
        }
    }

    StatsJson member(String name, long value) {
        name(name);
        out.append(Long.toUnsignedString(value));
        return this;
    }

    /** Zero is left out, as runc does with most. */
    StatsJson some(String name, long value) {
        return value == 0 ? this : member(name, value);
    }

    StatsJson signed(String name, long value) {
        name(name);
        out.append(value);
        return this;
    }

    /** The value may come out of the container: whoever has a network there names the interfaces. */
    StatsJson string(String name, String value) {
        name(name);
        out.append(new JsonText().string(value));
        return this;
    }

    /** All "name number" lines of a file, nothing when it has none. */
    StatsJson lines(String name, String file) {
        if (text(file).isEmpty()) {
            return this;
        }
        open(name);
        for (String line : text(file).split("\n", -1)) {
            int space = line.indexOf(' ');
            if (space > 0) {
                member(line.substring(0, space), parse(line.substring(space + 1).strip()));
            }
        }
        return close();
    }

    /** A list such as {@code 0-3,7}, number by number; nothing for an empty one. */
    StatsJson list(String name, String text) {
        if (text.isEmpty()) {
            return this;
        }
        openList(name);
        for (String range : text.split(",", -1)) {
            int dash = range.indexOf('-');
            long from = parse(dash < 0 ? range : range.substring(0, dash));
            long to = dash < 0 ? from : parse(range.substring(dash + 1));
            for (long number = from; number <= to; number++) {
                member("", number);
            }
        }
        return closeList();
    }

    /** Pressure stall information (Documentation/accounting/psi.rst), nothing where the kernel has none. */
    StatsJson pressure(String file) {
        String text = text(file);
        if (text.isEmpty()) {
            return this;
        }
        open("psi");
        for (String kind : new String[] {"some", "full"}) {
            int start = text.indexOf(kind + " ");
            int end = text.indexOf('\n', Math.max(start, 0));
            String line = start < 0 ? "" : text.substring(start, end < 0 ? text.length() : end);
            open(kind);
            for (String member : new String[] {"avg10", "avg60", "avg300", "total"}) {
                int at = line.indexOf(" " + member + "=");
                int from = at + member.length() + 2;
                int to = line.indexOf(' ', from);
                String value = at < 0 ? "0" : line.substring(from, to < 0 ? line.length() : to);
                name(member);
                out.append(plain(value));
            }
            close();
        }
        return close();
    }

    /** {@code 1.50} as Go prints it: {@code 1.5}. */
    private static String plain(String number) {
        int end = number.length();
        if (number.indexOf('.') >= 0) {
            while (number.charAt(end - 1) == '0') {
                end--;
            }
            end -= number.charAt(end - 1) == '.' ? 1 : 0;
        }
        return number.substring(0, end);
    }

    /** The text of /proc/PID/net/dev; null for the interfaces of a namespace that is not the container's. */
    StatsJson interfaces(String text) {
        if (text.isEmpty()) {
            name("network_interfaces");
            out.append("null");
            return this;
        }
        openList("network_interfaces");
        for (String line : text.split("\n", -1)) {
            int colon = line.lastIndexOf(':');
            String[] n = line.substring(colon + 1).strip().split("\\s+", -1);
            if (colon > 0 && n.length >= 12) {
                open("").string("Name", line.substring(0, colon).strip());
                member("RxBytes", parse(n[0])).member("RxPackets", parse(n[1])).member("RxErrors", parse(n[2]));
                member("RxDropped", parse(n[3])).member("TxBytes", parse(n[8])).member("TxPackets", parse(n[9]));
                member("TxErrors", parse(n[10]))
                        .member("TxDropped", parse(n[11]))
                        .close();
            }
        }
        return closeList();
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
