package dev.jrunc.plan;

import java.util.Locale;

/** Reads a plan back for people: a line an operation, or JSON. Not for plans from elsewhere: lengths are trusted. */
public final class PlanText {
    private static final int HEADER = 8;
    private static final int LONG_TEXT = 160;
    /** Letters; less may well be a number that looks like some. */
    private static final int WORD = 4;

    private final byte[] plan;
    private final boolean json;
    private final JsonText out = new JsonText();

    private PlanText(byte[] plan, boolean json) {
        this.plan = plan;
        this.json = json;
    }

    /** One operation a line, nested ones indented, the context as a comment in front. */
    public static String lines(byte[] plan) {
        PlanText text = new PlanText(plan, false);
        text.operations(HEADER, plan.length, "");
        return text.out.toString();
    }

    /** An array of objects: "op" and the fields by name. */
    public static String json(byte[] plan) {
        PlanText text = new PlanText(plan, true);
        text.operations(HEADER, plan.length, "");
        return text.out.raw("\n").toString();
    }

    private void operations(int start, int end, String indent) {
        out.raw(json ? "[" : "");
        int at = start;
        while (at < end) {
            PlanOp op = operation(u16(at));
            int bodyEnd = at + HEADER + u32(at + 4);
            if (json) {
                out.raw(at == start ? "\n" : ",\n")
                        .raw(indent)
                        .raw("  {\"op\": ")
                        .string(name(op));
            } else {
                out.raw(indent).raw(op == PlanOp.AT ? "#" : name(op));
            }
            fields(op, at + HEADER, indent);
            out.raw(json ? "}" : "");
            at = bodyEnd;
            if (!json) {
                out.raw("\n");
            }
        }
        out.raw(json ? "]" : "");
    }

    private void fields(PlanOp op, int body, String indent) {
        int at = body;
        String signature = op.signature();
        int start = 0;
        while (start < signature.length()) {
            int colon = signature.indexOf(':', start);
            String name = signature.substring(start, colon);
            char type = signature.charAt(colon + 1);
            out.raw(json ? ", \"" + name + "\": " : op == PlanOp.AT ? " " : " " + name + "=");
            at = value(op, name, type, at, indent);
            start = colon + 3;
        }
    }

    private int value(PlanOp op, String name, char type, int at, String indent) {
        int length = u32(at);
        switch (type) {
            case 'u' -> {
                out.raw(number(name, length));
                return at + 4;
            }
            case 'l' -> {
                long value = (length & 0xFFFF_FFFFL) | ((long) u32(at + 4) << 32);
                out.raw(json ? Long.toUnsignedString(value) : "0x" + Long.toHexString(value));
                return at + 8;
            }
            case 's' -> {
                word(Utf8.decode(plan, at + 4, length - 1), op == PlanOp.AT);
                return at + 4 + length;
            }
            case 'b' -> {
                blob(op, at + 4, length);
                return at + 4 + length;
            }
            case 'v' -> {
                return list(at, length);
            }
            default -> {
                out.raw(json ? "" : "\n");
                operations(at + 4, at + 4 + length, indent + "    ");
                if (!json) {
                    out.raw(indent).raw("end");
                }
                return at + 4 + length;
            }
        }
    }

    private int list(int start, int count) {
        int at = start + 4;
        out.raw("[");
        for (int i = 0; i < count; i++) {
            int length = u32(at);
            out.raw(i == 0 ? "" : json ? ", " : " ");
            word(Utf8.decode(plan, at + 4, length - 1), false);
            at += 4 + length;
        }
        out.raw("]");
        return at;
    }

    private void word(String text, boolean bare) {
        if (bare && !json) {
            out.raw(text);
        } else {
            out.string(text);
        }
    }

    private void blob(PlanOp op, int at, int length) {
        if (op == PlanOp.SECCOMP || op == PlanOp.RECORD || op == PlanOp.DEVICE_PROGRAM || op == PlanOp.AFFINITY) {
            out.string("(" + length + " bytes)");
        } else if (op == PlanOp.BUS || op == PlanOp.BUS_CALL || op == PlanOp.CRIU) {
            out.string("(" + length + " bytes)" + words(at, at + length));
        } else if (op == PlanOp.CREDENTIALS) {
            out.raw("[");
            for (int i = 0; i + 4 <= length; i += 4) {
                out.raw(i == 0 ? "" : ", ").raw(Integer.toUnsignedString(u32(at + i)));
            }
            out.raw("]");
        } else {
            String text = slots(Utf8.decode(plan, at, length));
            boolean cut = !json && op == PlanOp.WRITE && text.length() > LONG_TEXT;
            out.string(cut ? text.substring(0, LONG_TEXT) : text);
            out.raw(cut ? "... (" + length + " bytes)" : "");
        }
    }

    /** What can be read of a binary message, each word with a blank in front. */
    private String words(int start, int end) {
        StringBuilder words = new StringBuilder();
        int from = start;
        for (int i = start; i <= end; i++) {
            if (i == end || plan[i] <= ' ' || plan[i] == 0x7F) {
                if (i - from >= WORD) {
                    words.append(' ').append(Utf8.decode(plan, from, i - from));
                }
                from = i + 1;
            }
        }
        return words.toString();
    }

    /** Slots as people write them: {@code ${pid}}. */
    private static String slots(String template) {
        return template.replace(Slot.PID, "${pid}")
                .replace(Slot.OWN_PID, "${ownPid}")
                .replace(Slot.START_TIME, "${startTime}")
                .replace(Slot.STATUS, "${status}");
    }

    private String number(String name, int value) {
        if (!json && (name.equals("mode") || name.equals("mask"))) {
            return "0" + Integer.toOctalString(value);
        }
        if (!json && name.equals("flags")) {
            return "0x" + Integer.toHexString(value);
        }
        return Integer.toUnsignedString(value);
    }

    private static String name(PlanOp op) {
        return op.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static PlanOp operation(int code) {
        for (PlanOp op : PlanOp.values()) {
            if (op.code() == code) {
                return op;
            }
        }
        throw new IllegalArgumentException("operation " + code);
    }

    private int u16(int at) {
        return (plan[at] & 0xFF) | ((plan[at + 1] & 0xFF) << 8);
    }

    private int u32(int at) {
        return u16(at) | (u16(at + 2) << 16);
    }
}
