package dev.jrunc.command;

import dev.jrunc.host.Request;
import dev.jrunc.plan.Refusal;
import dev.jrunc.systemd.SystemdUnit;
import org.jspecify.annotations.Nullable;

/** Finds the systemd that makes a caller's units: that of the host, or that of the user. */
final class SystemdSockets {
    private static final String SYSTEM_BUS = "/run/dbus/system_bus_socket";
    private static final String SYSTEM_DIRECT = "/run/systemd/private";

    private SystemdSockets() {}

    /** The unit of this name there; {@code user}: of the caller's own systemd. */
    static SystemdUnit unit(Request request, String name, boolean user) throws Refusal {
        if (!user) {
            String given = path(request.variable("DBUS_SYSTEM_BUS_ADDRESS"));
            return new SystemdUnit(name, given == null ? SYSTEM_BUS : given, SYSTEM_DIRECT);
        }
        String given = path(request.variable("DBUS_SESSION_BUS_ADDRESS"));
        String directory = request.variable("XDG_RUNTIME_DIR");
        if ((directory == null || directory.isEmpty()) && !request.nested()) {
            directory = "/run/user/" + Integer.toUnsignedString(request.uid());
        }
        if (given == null && (directory == null || directory.isEmpty())) {
            throw new Refusal(
                    "the systemd of this user can't be found: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set",
                    "",
                    "set XDG_RUNTIME_DIR to the user's directory below /run/user");
        }
        boolean known = directory != null && !directory.isEmpty();
        return new SystemdUnit(
                name, given == null ? directory + "/bus" : given, known ? directory + "/systemd/private" : "");
    }

    /** The first {@code unix:path=} of a list of addresses (D-Bus Specification, "Server Addresses"); null without one. */
    private static @Nullable String path(@Nullable String addresses) {
        String list = addresses == null ? "" : addresses;
        int start = 0;
        while (start < list.length()) {
            int end = list.indexOf(';', start);
            String address = list.substring(start, end < 0 ? list.length() : end);
            start = end < 0 ? list.length() : end + 1;
            int key = address.startsWith("unix:") ? 5 : address.length();
            while (key < address.length()) {
                int comma = address.indexOf(',', key);
                String pair = address.substring(key, comma < 0 ? address.length() : comma);
                if (pair.startsWith("path=/")) {
                    return unescape(pair.substring(5));
                }
                key = comma < 0 ? address.length() : comma + 1;
            }
        }
        return null;
    }

    /** {@code %2f} is a slash. */
    private static String unescape(String text) {
        int percent = text.indexOf('%');
        if (percent < 0) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        int start = 0;
        while (percent >= 0 && percent + 2 < text.length()) {
            int high = Character.digit(text.charAt(percent + 1), 16);
            int low = Character.digit(text.charAt(percent + 2), 16);
            if (high < 0 || low < 0) {
                break;
            }
            plain.append(text, start, percent).append((char) (high * 16 + low));
            start = percent + 3;
            percent = text.indexOf('%', start);
        }
        return plain.append(text, start, text.length()).toString();
    }
}
