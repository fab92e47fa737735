package dev.jrunc.systemd;

/**
 * A value with its D-Bus type.
 *
 * @param type one complete type of a signature
 * @param value Long for numbers (unsigned ones by their bits), Boolean, Double, String, byte[] for {@code ay}, List for
 *     arrays and structs, Variant for {@code v}
 */
record Variant(String type, Object value) {
    static final long INFINITY = -1;

    static Variant text(String value) {
        return new Variant("s", value);
    }

    static Variant flag(boolean value) {
        return new Variant("b", value);
    }

    static Variant unsigned(long value) {
        return new Variant("t", value);
    }
}
