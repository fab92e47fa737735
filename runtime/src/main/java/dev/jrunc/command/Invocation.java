package dev.jrunc.command;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A parsed command line: the command's name, its options by their long names, and what stands beside them. */
public final class Invocation {
    private final Globals globals;
    private final String name;
    private final Map<String, List<String>> options;
    private final List<String> positionals;

    public Invocation(Globals globals, String name, Map<String, List<String>> options, List<String> positionals) {
        this.globals = globals;
        this.name = name;
        this.options = options;
        this.positionals = List.copyOf(positionals);
    }

    public Globals globals() {
        return globals;
    }

    public String name() {
        return name;
    }

    public List<String> positionals() {
        return positionals;
    }

    /** The container id, first of the words that are no options. */
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
}
