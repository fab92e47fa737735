package dev.jrunc.spec.validate;

import dev.jrunc.spec.NearestName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A closed set of names of the specification, in its order. */
public final class Vocabulary {
    private final String[] names;

    Vocabulary(String... names) {
        this.names = names;
    }

    /** True when the name is one of them, letter for letter. */
    public boolean knows(String name) {
        for (String each : names) {
            if (each.equals(name)) {
                return true;
            }
        }
        return false;
    }

    /** All of them. */
    public List<String> names() {
        return List.of(names);
    }

    /** {@code did you mean "name"?}, or null when none is near. */
    public @Nullable String hint(String typed) {
        String nearest = NearestName.of(typed, names);
        return nearest == null ? null : "did you mean \"" + nearest + "\"?";
    }
}
