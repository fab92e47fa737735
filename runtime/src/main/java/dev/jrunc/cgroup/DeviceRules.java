package dev.jrunc.cgroup;

import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.DeviceRule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The device cgroup of v1 as a value: a default and exceptions from it, built from rules of which later ones override
 * earlier ones. v1 takes it as it is, {@link DeviceProgram} makes a v2 program of it.
 *
 * <p>A rule that would take a part out of a wider exception is refused: the kernel's v1 ignores it without a word.
 */
final class DeviceRules {
    static final long ANY = -1;
    static final int MKNOD = 1;
    static final int READ = 2;
    static final int WRITE = 4;
    static final int ALL = MKNOD | READ | WRITE;

    private static final long MAX_NUMBER = 0xffffffffL;

    private boolean allowByDefault;
    private final List<Entry> exceptions = new ArrayList<>();

    /** The same, to find the one of the same devices. */
    private final Map<Entry, Entry> known = new HashMap<>();

    /** Some devices and what is excepted for them, which equality passes over; in the order of the rules. */
    static final class Entry {
        final char type;
        final long major;
        final long minor;
        int access;

        Entry(char type, long major, long minor, int access) {
            this.type = type;
            this.major = major;
            this.minor = minor;
            this.access = access;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Entry entry && entry.type == type && entry.major == major && entry.minor == minor;
        }

        @Override
        public int hashCode() {
            return (type * 31 + Long.hashCode(major)) * 31 + Long.hashCode(minor);
        }

        /** The form that devices.allow and devices.deny take and devices.list shows. */
        String line() {
            StringBuilder line = new StringBuilder(16);
            line.append(type).append(' ');
            number(line, major).append(':');
            number(line, minor).append(' ');
            if ((access & READ) != 0) {
                line.append('r');
            }
            if ((access & WRITE) != 0) {
                line.append('w');
            }
            if ((access & MKNOD) != 0) {
                line.append('m');
            }
            return line.toString();
        }

        private static StringBuilder number(StringBuilder line, long number) {
            return number == ANY ? line.append('*') : line.append(number);
        }
    }

    boolean allowByDefault() {
        return allowByDefault;
    }

    List<Entry> exceptions() {
        return exceptions;
    }

    /** True when nothing is denied. */
    boolean allowsAll() {
        return allowByDefault && exceptions.isEmpty();
    }

    /** Adds a rule of the config; an absent field means any. */
    void add(DeviceRule rule, String pointer) throws Refusal {
        char type = type(rule.type(), pointer);
        long major = number(rule.major(), pointer + "/major");
        long minor = number(rule.minor(), pointer + "/minor");
        int access = access(rule.access(), rule.allow(), pointer);
        if (type != 'a') {
            add(rule.allow(), type, major, minor, access, pointer);
        } else if (major == ANY && minor == ANY && access == ALL) {
            allowByDefault = rule.allow();
            exceptions.clear();
            known.clear();
        } else {
            // The kernel would take any rule of type a as "all devices, all access".
            add(rule.allow(), 'b', major, minor, access, pointer);
            add(rule.allow(), 'c', major, minor, access, pointer);
        }
    }

    /** What every container may use (config-linux.md#default-devices), unless all is allowed or this one was denied. */
    void addDefaults() {
        if (allowByDefault) {
            return;
        }
        except('c', ANY, ANY, MKNOD);
        except('b', ANY, ANY, MKNOD);
        except('c', 1, 3, ALL); // null
        except('c', 1, 5, ALL); // zero
        except('c', 1, 7, ALL); // full
        except('c', 1, 8, ALL); // random
        except('c', 1, 9, ALL); // urandom
        except('c', 5, 0, ALL); // tty
        except('c', 136, ANY, ALL); // pts/*
        except('c', 5, 2, ALL); // ptmx
        except('c', 10, 200, ALL); // net/tun
    }

    private void add(boolean allow, char type, long major, long minor, int access, String pointer) throws Refusal {
        if (allow != allowByDefault) {
            except(type, major, minor, access);
            return;
        }
        for (int i = 0; i < exceptions.size(); i++) {
            Entry one = exceptions.get(i);
            if ((one.access & access) == 0
                    || one.type != type
                    || !overlap(one.major, major)
                    || !overlap(one.minor, minor)) {
                continue;
            }
            if (!covers(major, one.major) || !covers(minor, one.minor)) {
                throw new Refusal(
                        "the device rule \"" + new Entry(type, major, minor, access).line()
                                + "\" takes a part out of the earlier and wider \"" + one.line()
                                + "\", which device cgroups cannot do",
                        pointer,
                        "list what remains of the wider one");
            }
            one.access &= ~access;
            if (one.access == 0) {
                known.remove(exceptions.remove(i));
                i--;
            }
        }
    }

    private void except(char type, long major, long minor, int access) {
        Entry one = new Entry(type, major, minor, access);
        Entry earlier = known.putIfAbsent(one, one);
        if (earlier == null) {
            exceptions.add(one);
        } else {
            earlier.access |= access;
        }
    }

    private static boolean overlap(long one, long other) {
        return one == other || one == ANY || other == ANY;
    }

    private static boolean covers(long wide, long narrow) {
        return wide == ANY || wide == narrow;
    }

    private static char type(@Nullable String type, String pointer) throws Refusal {
        if (type == null || type.isEmpty()) {
            return 'a';
        }
        return switch (type) {
            case "a", "b", "c" -> type.charAt(0);
            default ->
                throw new Refusal("invalid cgroup device type \"" + type + "\"", pointer + "/type", "use a, b or c");
        };
    }

    private static long number(@Nullable Long number, String pointer) throws Refusal {
        if (number == null || number == ANY) {
            return ANY;
        }
        if (number < 0 || number > MAX_NUMBER) {
            throw new Refusal("invalid device number " + number, pointer, "use 0 to " + MAX_NUMBER + ", or -1 for any");
        }
        return number;
    }

    /** {@code a} is all of them, in a rule that denies: config.json says it nowhere, callers of runc do. */
    private static int access(@Nullable String access, boolean allow, String pointer) throws Refusal {
        if (access == null) {
            return ALL;
        }
        int bits = 0;
        for (int i = 0; i < access.length(); i++) {
            switch (access.charAt(i)) {
                case 'r' -> bits |= READ;
                case 'w' -> bits |= WRITE;
                case 'm' -> bits |= MKNOD;
                case 'a' -> bits = allow ? -1 : bits | ALL;
                default -> bits = -1;
            }
            if (bits < 0) {
                break;
            }
        }
        if (bits <= 0) {
            throw new Refusal(
                    "invalid device access \"" + access + "\"", pointer + "/access", "use some of r, w and m");
        }
        return bits;
    }
}
