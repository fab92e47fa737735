package dev.jrunc.spec;

/** Writes JSON pointers (RFC 6901). */
public final class Pointer {
    private Pointer() {}

    /** The pointer to a member of the value at {@code parent}. */
    public static String child(String parent, String name) {
        StringBuilder out = new StringBuilder(parent);
        append(out, name);
        return out.toString();
    }

    /** Adds one step to a pointer. */
    public static void append(StringBuilder pointer, String name) {
        pointer.append('/');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '~') {
                pointer.append("~0");
            } else if (c == '/') {
                pointer.append("~1");
            } else {
                pointer.append(c);
            }
        }
    }
}
