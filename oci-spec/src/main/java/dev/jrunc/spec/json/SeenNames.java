package dev.jrunc.spec.json;

import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/** The names met so far in one JSON object; most objects have few, so a set is made only for the large ones. */
final class SeenNames {
    private static final int FEW = 12;

    private final String[] few = new String[FEW];
    private int count;
    private @Nullable HashSet<String> many;

    void clear() {
        count = 0;
        many = null;
    }

    /** False when the name was there already. */
    boolean add(String name) {
        if (many != null) {
            return many.add(name);
        }
        for (int i = 0; i < count; i++) {
            if (few[i].equals(name)) {
                return false;
            }
        }
        if (count < FEW) {
            few[count++] = name;
            return true;
        }
        many = new HashSet<>();
        for (String each : few) {
            many.add(each);
        }
        return many.add(name);
    }
}
