package dev.jrunc.systemd;

import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.Utf8;
import java.util.List;

/** Writes values in D-Bus's wire format (D-Bus Specification, "Marshaling"), little-endian. */
final class BusWriter {
    private final ByteSink out = new ByteSink(512);

    int length() {
        return out.length();
    }

    byte[] toBytes() {
        return out.toBytes();
    }

    BusWriter align(int to) {
        while (out.length() % to != 0) {
            out.u8(0);
        }
        return this;
    }

    BusWriter u8(int value) {
        out.u8(value);
        return this;
    }

    BusWriter u32(int value) {
        align(4);
        out.u32(value);
        return this;
    }

    BusWriter text(String value) {
        align(4);
        out.string(value);
        // A plan counts the NUL at the end, D-Bus does not.
        int encoded = Utf8.encode(value).length;
        out.patchU32(out.length() - encoded - 5, encoded);
        return this;
    }

    BusWriter signature(String value) {
        out.u8(value.length()).raw(Utf8.encode(value)).u8(0);
        return this;
    }

    BusWriter raw(byte[] bytes) {
        out.raw(bytes);
        return this;
    }

    /** Begins an array; the result goes to {@link #endArray}. */
    long beginArray(int alignment) {
        u32(0);
        int at = out.length() - 4;
        align(alignment);
        return (long) at << 32 | out.length();
    }

    BusWriter endArray(long begun) {
        out.patchU32((int) (begun >>> 32), out.length() - (int) begun);
        return this;
    }

    BusWriter variant(Variant value) {
        signature(value.type());
        value(value.type(), 0, value.value());
        return this;
    }

    /** A value of the type that stands at this place of a signature; returns the place behind it. */
    private int value(String type, int at, Object value) {
        switch (type.charAt(at)) {
            case 'y' -> out.u8((int) number(value));
            case 'b' -> u32(Boolean.TRUE.equals(value) ? 1 : 0);
            case 'n', 'q' -> {
                align(2);
                out.u16((int) number(value));
            }
            case 'i', 'u' -> u32((int) number(value));
            case 'x', 't' -> {
                align(8);
                out.u64(number(value));
            }
            case 'd' -> {
                align(8);
                out.u64(Double.doubleToRawLongBits((Double) value));
            }
            case 's', 'o' -> text((String) value);
            case 'g' -> signature((String) value);
            case 'v' -> variant((Variant) value);
            case 'a' -> array(type, at + 1, value);
            default -> {
                align(8);
                int element = at + 1;
                List<?> members = (List<?>) value;
                for (int i = 0; i < members.size(); i++) {
                    element = value(type, element, members.get(i));
                }
            }
        }
        return end(type, at);
    }

    private void array(String type, int element, Object value) {
        long begun = beginArray(alignment(type.charAt(element)));
        if (value instanceof byte[] bytes) {
            out.raw(bytes);
        } else {
            List<?> elements = (List<?>) value;
            for (int i = 0; i < elements.size(); i++) {
                value(type, element, elements.get(i));
            }
        }
        endArray(begun);
    }

    private static long number(Object value) {
        return (Long) value;
    }

    private static int alignment(char type) {
        return switch (type) {
            case 'y', 'g', 'v' -> 1;
            case 'n', 'q' -> 2;
            case 'x', 't', 'd', '(', '{' -> 8;
            default -> 4;
        };
    }

    /** The place behind the complete type at this place. */
    private static int end(String type, int at) {
        char first = type.charAt(at);
        if (first == 'a') {
            return end(type, at + 1);
        }
        if (first != '(' && first != '{') {
            return at + 1;
        }
        int next = at + 1;
        while (type.charAt(next) != ')' && type.charAt(next) != '}') {
            next = end(type, next);
        }
        return next + 1;
    }
}
