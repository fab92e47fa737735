package dev.jrunc.systemd;

import dev.jrunc.plan.ByteSink;

/** Method calls in D-Bus's wire format (D-Bus Specification, "Message Protocol"). */
final class BusCall {
    /** The launcher sends the greeting first; its serials are below those of the calls, those of a second try above. */
    static final int FIRST_SERIAL = 16;

    static final int AGAIN_SERIAL = 64;

    private static final String BUS = "org.freedesktop.DBus";
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    private static final String MANAGER_PATH = "/org/freedesktop/systemd1";
    private static final String MANAGER = "org.freedesktop.systemd1.Manager";

    private static final int METHOD_CALL = 1;
    /** Where there is no systemd none shall be started. */
    private static final int NO_AUTO_START = 2;

    private static final int PROTOCOL = 1;
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int DESTINATION = 6;
    private static final int SIGNATURE = 8;

    private BusCall() {}

    /** What a bus is told first; {@code jobs}: that the ends of systemd's jobs are to be told to us. */
    static byte[] greeting(boolean jobs) {
        ByteSink out = new ByteSink(512);
        out.raw(call(1, BUS, "/org/freedesktop/DBus", BUS, "Hello", "", new BusWriter()));
        if (jobs) {
            BusWriter rule = new BusWriter()
                    .text("type='signal',sender='" + SYSTEMD + "',interface='" + MANAGER + "',member='JobRemoved'");
            out.raw(call(2, BUS, "/org/freedesktop/DBus", BUS, "AddMatch", "s", rule));
            out.raw(manager(3, "Subscribe", "", new BusWriter()));
        }
        return out.toBytes();
    }

    /** A call to systemd's manager object. */
    static byte[] manager(int serial, String member, String signature, BusWriter body) {
        return call(serial, SYSTEMD, MANAGER_PATH, MANAGER, member, signature, body);
    }

    /** Asks for one property of the manager. */
    static byte[] property(int serial, String name) {
        BusWriter body = new BusWriter().text(MANAGER).text(name);
        return call(serial, SYSTEMD, MANAGER_PATH, "org.freedesktop.DBus.Properties", "Get", "ss", body);
    }

    /** Answered when systemd has turned to what it put off during the call before. */
    static byte[] ping(int serial) {
        return call(serial, SYSTEMD, MANAGER_PATH, "org.freedesktop.DBus.Peer", "Ping", "", new BusWriter());
    }

    /** How many bytes stand in front of the body, so that a place in it can be named. */
    static int headerLength(byte[] message, BusWriter body) {
        return message.length - body.length();
    }

    private static byte[] call(
            int serial, String to, String path, String name, String member, String signature, BusWriter body) {
        BusWriter out = new BusWriter();
        out.u8('l')
                .u8(METHOD_CALL)
                .u8(NO_AUTO_START)
                .u8(PROTOCOL)
                .u32(body.length())
                .u32(serial);
        long fields = out.beginArray(8);
        field(out, PATH, "o", path);
        field(out, INTERFACE, "s", name);
        field(out, MEMBER, "s", member);
        field(out, DESTINATION, "s", to);
        if (!signature.isEmpty()) {
            field(out, SIGNATURE, "g", signature);
        }
        out.endArray(fields).align(8);
        return out.raw(body.toBytes()).toBytes();
    }

    private static void field(BusWriter out, int code, String type, String value) {
        out.align(8).u8(code).variant(new Variant(type, value));
    }
}
