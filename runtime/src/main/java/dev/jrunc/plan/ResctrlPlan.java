package dev.jrunc.plan;

import dev.jrunc.spec.IntelRdt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The resctrl group of a container (config-linux.md#intelrdt, Documentation/filesystems/resctrl.rst).
 *
 * @param mount where resctrl is mounted
 * @param existing schemata of the group as the kernel shows them, null: there is no such group yet
 */
public record ResctrlPlan(
        IntelRdt config, String mount, String id, @Nullable String existing) {
    private static final String POINTER = "/linux/intelRdt";

    /** The directory of the group; {@code /} names the root group. */
    public String group() {
        String name = name(config, id);
        return name.equals("/") ? mount : mount + "/" + name;
    }

    static String name(IntelRdt config, String id) {
        String given = config.closID();
        return given == null || given.isEmpty() ? id : given;
    }

    /** The file in which the kernel says why it refused. */
    public static String status(String mount) {
        return mount + "/info/last_cmd_status";
    }

    private String monitor() {
        return group() + "/mon_groups/" + id;
    }

    /** What the container's processes write themselves into. */
    public List<String> joinFiles() {
        List<String> files = new ArrayList<>(2);
        files.add(group() + "/tasks");
        if (Boolean.TRUE.equals(config.enableMonitoring())) {
            files.add(monitor() + "/tasks");
        }
        return files;
    }

    /** The directories that create makes and delete removes, innermost first: a group with a closID is to stay. */
    public List<String> made() {
        List<String> made = new ArrayList<>(2);
        if (Boolean.TRUE.equals(config.enableMonitoring())) {
            made.add(monitor());
        }
        if (existing == null && !named()) {
            made.add(group());
        }
        return made;
    }

    private boolean named() {
        String given = config.closID();
        return given != null && !given.isEmpty();
    }

    /** Lines for the schemata file, in their order of effect. */
    public static List<String> schemata(IntelRdt config) {
        List<String> lines = older(config);
        lines.addAll(config.schemata());
        return lines;
    }

    /** Those of the two older properties, which an existing group must have. */
    private static List<String> older(IntelRdt config) {
        List<String> lines = new ArrayList<>(split(config.l3CacheSchema()));
        if (config.memBwSchema() != null) {
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (lines.get(i).startsWith("MB:")) {
                    lines.remove(i); // what is written last counts, and one write can say it only once
                }
            }
        }
        lines.addAll(split(config.memBwSchema()));
        return lines;
    }

    private static List<String> split(@Nullable String text) {
        return text == null ? List.of() : Lines.of(text);
    }

    /**
     * Makes what is missing, with its undo. A group that exists is joined: it must be as the older properties want it,
     * and is given the lines of {@code schemata}.
     */
    public void create(PlanWriter plan) throws Refusal {
        List<String> lines = schemata(config);
        String now = existing;
        if (now != null) {
            compare(older(config), now);
            if (!config.schemata().isEmpty()) {
                change(plan, config.schemata());
            }
        } else if (named() && lines.isEmpty()) {
            throw new Refusal(
                    "intelRdt.closID \"" + config.closID() + "\" names no group below " + mount,
                    POINTER + "/closID",
                    "make it first, or say in schemata what it is to be");
        } else {
            directory(plan, group(), "error creating the resctrl group");
            if (!lines.isEmpty()) {
                plan.at(POINTER, "error writing the schemata of the resctrl group");
                plan.op(PlanOp.RESCTRL)
                        .s(group() + "/schemata")
                        .s(status(mount))
                        .v(lines);
            }
        }
        if (Boolean.TRUE.equals(config.enableMonitoring())) {
            directory(plan, monitor(), "error creating the monitoring group");
        }
        plan.at("", "");
    }

    /** Changes the schemata of the group, with the way back to what it has. */
    public void change(PlanWriter plan, List<String> lines) {
        String file = group() + "/schemata";
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.RESCTRL).s(file).s(status(mount)).v(split(existing));
        plan.end();
        plan.at("", "error writing the schemata of the resctrl group");
        plan.op(PlanOp.RESCTRL).s(file).s(status(mount)).v(lines);
    }

    private static void directory(PlanWriter plan, String path, String what) {
        plan.at(POINTER, what);
        plan.hint(Errno.ENOSPC, "this CPU has no more of them (num_closids and num_rmids below info)");
        plan.op(PlanOp.MKDIR).s(path).u(0755).u(PlanFlags.MKDIR_EXCLUSIVE);
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.RMDIR).s(path);
        plan.end();
    }

    /** Removes what {@link #made} has named. */
    public static void remove(PlanWriter plan, List<String> made) {
        if (made.isEmpty()) {
            return;
        }
        for (int i = 0; i < made.size(); i++) {
            plan.at("", "cannot remove the container's resctrl group");
            plan.op(PlanOp.RMDIR).s(made.get(i));
        }
        plan.at("", "");
    }

    private void compare(List<String> wanted, String now) throws Refusal {
        for (int i = 0; i < wanted.size(); i++) {
            String line = wanted.get(i);
            int colon = line.indexOf(':');
            String kept = colon < 0 ? null : value(now, line.substring(0, colon).strip());
            if (kept == null || !holds(kept, line.substring(colon + 1))) {
                throw new Refusal(
                        "the resctrl group " + group() + " exists and has not \"" + line + "\" but \""
                                + (kept == null ? "no such line" : kept.strip()) + "\"",
                        POINTER,
                        "leave the schemata out to join it as it is, or choose another closID");
            }
        }
    }

    /** What stands behind the resource's name, null without such a line. */
    private static @Nullable String value(String text, String resource) {
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            String line = text.substring(start, end < 0 ? text.length() : end).strip();
            if (line.startsWith(resource + ":")) {
                return line.substring(resource.length() + 1);
            }
            start = end < 0 ? text.length() : end + 1;
        }
        return null;
    }

    /** Each domain that is wanted has its value; the kernel fills numbers up with zeros or blanks. */
    private static boolean holds(String kept, String wanted) {
        String all = ";" + plain(kept) + ";";
        String[] domains = plain(wanted).split(";", -1);
        for (String domain : domains) {
            if (!domain.isEmpty() && !all.contains(";" + domain + ";")) {
                return false;
            }
        }
        return true;
    }

    /** {@code 0=00F; 1= 20} as {@code 0=f;1=20}. */
    private static String plain(String values) {
        StringBuilder text = new StringBuilder();
        String lower = values.toLowerCase(Locale.ROOT);
        boolean leading = false;
        for (int i = 0; i < lower.length(); i++) {
            char c = lower.charAt(i);
            boolean last = i + 1 == lower.length() || lower.charAt(i + 1) == ';';
            if (c == ' ' || (leading && c == '0' && !last)) {
                continue;
            }
            leading = c == '=';
            text.append(c);
        }
        return text.toString();
    }
}
