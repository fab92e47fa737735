package dev.jrunc.systemd;

import dev.jrunc.plan.Refusal;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Properties of a unit, in order, each once. */
public final class UnitProperties {
    /** Annotations with this prefix name properties of the unit. */
    public static final String ANNOTATION = "org.systemd.property.";

    /** Stands for the container process, whose pid the launcher puts in its place. */
    private static final String PIDS = "PIDs";

    private static final long MICROSECONDS = 1_000_000;

    private final Map<String, Variant> values = new LinkedHashMap<>();

    UnitProperties set(String name, Variant value) {
        values.remove(name);
        values.put(name, value);
        return this;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** What every scope of a container has; accounting is what events and limits need. */
    public static UnitProperties scope(String description, String slice, boolean unified) {
        UnitProperties all = new UnitProperties();
        all.set("Description", Variant.text(description));
        all.set("Slice", Variant.text(slice));
        all.set("Delegate", Variant.flag(true));
        all.set(PIDS, new Variant("au", List.of(0L)));
        all.set("MemoryAccounting", Variant.flag(true));
        all.set("CPUAccounting", Variant.flag(true));
        all.set(unified ? "IOAccounting" : "BlockIOAccounting", Variant.flag(true));
        all.set("TasksAccounting", Variant.flag(true));
        // Without it systemd stops the scope at the beginning of a shutdown, before the engines have had their say.
        all.set("DefaultDependencies", Variant.flag(false));
        return all;
    }

    public void addAll(UnitProperties more) {
        for (Map.Entry<String, Variant> entry : more.values.entrySet()) {
            set(entry.getKey(), entry.getValue());
        }
    }

    /** What memory.oom.group is to systemd, which takes it only for a unit that is being made, since version 253. */
    public void addOomPolicy(@Nullable String group, int version) {
        if (group != null && version >= 253) {
            switch (group.strip()) {
                case "0" -> set("OOMPolicy", Variant.text("continue"));
                case "1" -> set("OOMPolicy", Variant.text("kill"));
                default -> {
                    // The file will say why.
                }
            }
        }
    }

    /** Adds those that the annotations name; a time in {@code …Sec} is one in {@code …USec} for systemd's bus. */
    public void addAnnotations(Map<String, String> annotations) throws Refusal {
        for (Map.Entry<String, String> entry : annotations.entrySet()) {
            if (!entry.getKey().startsWith(ANNOTATION)) {
                continue;
            }
            String name = entry.getKey().substring(ANNOTATION.length());
            if (!isName(name)) {
                throw refuse(entry.getKey(), "\"" + name + "\" is no name of a property", null);
            }
            if (name.equals(PIDS)) {
                throw refuse(entry.getKey(), "the scope is that of the container process", null);
            }
            Variant value = GVariantText.read(entry.getValue());
            if (value == null) {
                throw refuse(
                        entry.getKey(),
                        "\"" + entry.getValue() + "\" is no value",
                        "write it as GVariant text: true, 'text', uint64 5, ['a.service']");
            }
            boolean seconds = name.endsWith("Sec") && name.length() > 3 && isLower(name.charAt(name.length() - 4));
            if (seconds) {
                set(name.substring(0, name.length() - 3) + "USec", microseconds(entry.getKey(), value));
            } else {
                set(name, value);
            }
        }
    }

    private static Variant microseconds(String annotation, Variant value) throws Refusal {
        Object number = value.value();
        if (number instanceof Double seconds && seconds >= 0) {
            return Variant.unsigned((long) (seconds * MICROSECONDS));
        }
        if (number instanceof Long seconds && seconds >= 0 && seconds <= Long.MAX_VALUE / MICROSECONDS) {
            return Variant.unsigned(seconds * MICROSECONDS);
        }
        throw refuse(annotation, "a time in seconds is a number, not negative and less than 2^63 microseconds", null);
    }

    private static boolean isLower(char c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isName(String name) {
        boolean letters = name.length() >= 3;
        for (int i = 0; i < name.length(); i++) {
            letters &= isLower((char) (name.charAt(i) | 0x20));
        }
        return letters;
    }

    private static Refusal refuse(String annotation, String why, @Nullable String hint) {
        return new Refusal("annotation " + annotation + ": " + why, "/annotations/" + annotation, hint);
    }

    /** Writes an array {@code a(sv)}; returns where in the body the pid belongs, 0: nowhere. */
    int write(BusWriter out) {
        int pid = 0;
        long begun = out.beginArray(8);
        for (Map.Entry<String, Variant> entry : values.entrySet()) {
            out.align(8).text(entry.getKey()).variant(entry.getValue());
            if (entry.getKey().equals(PIDS)) {
                pid = out.length() - 4;
            }
        }
        out.endArray(begun);
        return pid;
    }

    /** Name, type and value of each, for tests. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Variant> entry : values.entrySet()) {
            Object value = entry.getValue().value();
            text.append(entry.getKey())
                    .append(' ')
                    .append(entry.getValue().type())
                    .append(' ')
                    .append(value instanceof byte[] bytes ? Arrays.toString(bytes) : value)
                    .append('\n');
        }
        return text.toString();
    }
}
