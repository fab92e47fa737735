package dev.jrunc.lifecycle;

import dev.jrunc.plan.JsonText;
import dev.jrunc.plan.Slot;
import dev.jrunc.plan.Utf8;
import dev.jrunc.systemd.SystemdUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a container in {@code state.json}: all that is needed to look after it and to remove every trace of it.
 *
 * @param pid of the container process; 0 until it exists
 * @param startTime field 22 of its /proc/PID/stat
 * @param created RFC 3339 with nanoseconds
 * @param ownPids the end of the container process ends all its processes
 * @param newKeyring processes of the container get a session keyring of its own
 * @param cgroupPaths controller to directory; the empty name is cgroup2
 * @param hostMounts targets mounted below the rootfs in the host's own mount namespace
 * @param resctrlTasks files by which a process joins the container's resctrl groups
 * @param resctrlMade resctrl groups that are removed with the container, innermost first
 * @param unit of systemd that the container is; null: its cgroups were made without
 */
public record SavedState(
        String ociVersion,
        String id,
        int pid,
        long startTime,
        String created,
        String bundle,
        String rootfs,
        Map<String, String> annotations,
        boolean ownPids,
        boolean newKeyring,
        Map<String, String> cgroupPaths,
        List<String> hostMounts,
        List<String> resctrlTasks,
        List<String> resctrlMade,
        @Nullable SystemdUnit unit) {

    static final int VERSION = 1;

    /** PATH_MAX without room for the final NUL and for pid and start time, of which slots are the shorter form. */
    private static final int MAX_LINK = 4095 - 30;

    /** The text of state.json as a template: pid and start time are slots. */
    public String template() {
        JsonText json = new JsonText();
        json.raw("{\"version\":").number(VERSION);
        json.raw(",\"ociVersion\":").string(ociVersion);
        json.raw(",\"id\":").string(id);
        json.raw(",\"pid\":").raw(Slot.PID);
        json.raw(",\"startTime\":").raw(Slot.START_TIME);
        json.raw(",\"created\":").string(created);
        json.raw(",\"bundle\":").string(bundle);
        json.raw(",\"rootfs\":").string(rootfs);
        json.raw(",\"annotations\":").object(annotations, "");
        json.raw(",\"ownPids\":").raw(ownPids ? "true" : "false");
        json.raw(",\"newKeyring\":").raw(newKeyring ? "true" : "false");
        json.raw(",\"cgroupPaths\":").object(cgroupPaths, "");
        json.raw(",\"hostMounts\":");
        strings(json, hostMounts);
        if (!resctrlTasks.isEmpty()) {
            json.raw(",\"resctrlTasks\":");
            strings(json, resctrlTasks);
            json.raw(",\"resctrlMade\":");
            strings(json, resctrlMade);
        }
        if (unit != null) {
            json.raw(",\"unit\":").object(unit.toState(), "");
        }
        return json.raw("}\n").toString();
    }

    /**
     * What ends and removes the container when its files are damaged, as the target of a symbolic link: it is made whole
     * or not at all, and whatever writes to files of the directory leaves it alone. No slash is in it, so that it leads
     * nowhere.
     */
    public String linkTarget() {
        String text = core(cgroupPaths, bundle, hostMounts).replace("/", "\\u002f");
        if (Utf8.encode(text).length > MAX_LINK) {
            text = core(essential(), "", List.of()).replace("/", "\\u002f");
        }
        return Utf8.encode(text).length > MAX_LINK ? core(Map.of(), "", List.of()) : text;
    }

    private String core(Map<String, String> cgroups, String knownBundle, List<String> mounts) {
        JsonText json = new JsonText();
        json.raw("{\"version\":").number(VERSION);
        json.raw(",\"pid\":").raw(Slot.PID);
        json.raw(",\"startTime\":").raw(Slot.START_TIME);
        json.raw(",\"id\":").string(id);
        json.raw(",\"ownPids\":").raw(ownPids ? "true" : "false");
        json.raw(",\"cgroupPaths\":").object(cgroups, "");
        json.raw(",\"bundle\":").string(knownBundle);
        if (!mounts.isEmpty()) {
            json.raw(",\"rootfs\":").string(rootfs);
            json.raw(",\"hostMounts\":");
            strings(json, mounts);
        }
        if (!resctrlMade.isEmpty()) {
            json.raw(",\"resctrlMade\":");
            strings(json, resctrlMade);
        }
        if (unit != null) {
            json.raw(",\"unit\":").object(unit.toState(), "");
        }
        return json.raw("}").toString();
    }

    /** Where all its processes are found, and where they are frozen. */
    private Map<String, String> essential() {
        Map<String, String> some = new LinkedHashMap<>();
        for (Map.Entry<String, String> one : cgroupPaths.entrySet()) {
            if (one.getKey().isEmpty()
                    || one.getKey().equals("devices")
                    || one.getKey().equals("freezer")) {
                some.put(one.getKey(), one.getValue());
            }
        }
        return some;
    }

    private static void strings(JsonText json, List<String> values) {
        json.raw("[");
        for (int i = 0; i < values.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(values.get(i));
        }
        json.raw("]");
    }
}
