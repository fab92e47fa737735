package dev.jrunc.spec.json;

import dev.jrunc.spec.Pointer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The way from the top of a document to the value at hand: property names and array indexes. */
final class JsonPath {
    static final int MAX_DEPTH = 64;

    // By depth; an object has a name as soon as its first property is met, an array never.
    private final @Nullable String[] names = new String[MAX_DEPTH + 1];
    private final int[] indexes = new int[MAX_DEPTH + 1];
    private final @Nullable SeenNames[] seen = new SeenNames[MAX_DEPTH + 1];
    private int depth;

    boolean isFull() {
        return depth == MAX_DEPTH;
    }

    void enterArray() {
        depth++;
        names[depth] = null;
        indexes[depth] = -1;
    }

    void enterObject() {
        enterArray();
        SeenNames here = seen[depth];
        if (here == null) {
            seen[depth] = new SeenNames();
        } else {
            here.clear();
        }
    }

    void leave() {
        depth--;
    }

    void element() {
        indexes[depth]++;
    }

    /** Moves to a property; false when the object had one of this name before. */
    boolean property(String name) {
        names[depth] = name;
        return claim(name);
    }

    /** Counts a name as met, without moving to it. */
    boolean claim(String name) {
        return Objects.requireNonNull(seen[depth]).add(name);
    }

    /** The name of the property at hand. */
    String name() {
        return Objects.requireNonNull(names[depth]);
    }

    /** The JSON pointer (RFC 6901) of the value at hand. */
    String pointer() {
        StringBuilder out = new StringBuilder();
        for (int i = 1; i <= depth; i++) {
            String name = names[i];
            if (name != null) {
                Pointer.append(out, name);
            } else if (indexes[i] >= 0) {
                out.append('/').append(indexes[i]);
            }
        }
        return out.toString();
    }
}
