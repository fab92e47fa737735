package dev.jrunc.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A parsed command line.
 *
 * @param name of the command
 * @param options the values of each by its long name
 * @param positionals the words that are no options
 */
public record Invocation(Globals globals, String name, Map<String, List<String>> options, List<String> positionals) {
    /** The container id, the first of the words. */
    public String id() {
        return positionals.get(0);
    }

    /** The same with this id as its only word. */
    Invocation withId(String id) {
        return new Invocation(globals, name, options, List.of(id));
    }

    /** True when the option was given and not switched off again. */
    public boolean flag(String option) {
        return "true".equals(value(option));
    }

    /** All values given. */
    List<String> values(String option) {
        List<String> values = options.get(option);
        return values == null ? List.of() : values;
    }

    /** The last value given, or null. */
    public @Nullable String value(String option) {
        List<String> values = options.get(option);
        return values == null ? null : values.get(values.size() - 1);
    }

    /** The same, but null for an empty one as well. */
    @Nullable
    String text(String option) {
        String value = value(option);
        return value == null || value.isEmpty() ? null : value;
    }
}
