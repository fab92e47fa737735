package dev.jrunc.bundle.edit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jrunc.bundle.report.BundleException;
import java.util.List;

/**
 * One option of {@code generate} and {@code edit}.
 *
 * @param name with its dashes
 * @param label what its value is called, "" when it takes none
 * @param description a line for the help
 * @param change what it does
 */
public record EditOption(String name, String label, String description, Change change) {

    /** Changes a document as the values of the option say; there is one, "", when the option takes none. */
    @FunctionalInterface
    public interface Change {
        void apply(ConfigTree config, List<String> values) throws BundleException;
    }

    /** What one value of an option does. */
    @FunctionalInterface
    interface Action {
        void apply(ConfigTree config, String value) throws BundleException;
    }

    /** An option each value of which is a change of its own. */
    static EditOption each(String name, String label, String description, Action action) {
        return new EditOption(name, label, description, (config, values) -> {
            for (String value : values) {
                action.apply(config, value);
            }
        });
    }

    public boolean takesValue() {
        return !label.isEmpty();
    }

    /** Makes of the value of an option what the document holds. */
    @FunctionalInterface
    interface Parser {
        JsonNode parse(String option, String value) throws BundleException;
    }

    static EditOption text(String name, String label, String pointer, String description) {
        return set(name, label, pointer, Values::text, description);
    }

    static EditOption number(String name, String pointer, String description) {
        return set(name, "N", pointer, Values::number, description);
    }

    static EditOption size(String name, String pointer, String description) {
        return set(name, "BYTES", pointer, Values::size, description + ", as 512m or -1");
    }

    static EditOption flag(String name, String pointer, String description) {
        return set(name, "BOOL", pointer, Values::bool, description);
    }

    /** Sets one property, which replaces the value that was there. */
    static EditOption set(String name, String label, String pointer, Parser parser, String description) {
        return each(name, label, description, (config, value) -> config.set(pointer, parser.parse(name, value)));
    }

    /** Adds an element to an array. */
    static EditOption add(String name, String label, String pointer, Parser parser, String description) {
        return each(name, label, description, (config, value) -> config.append(pointer, parser.parse(name, value)));
    }

    /** Removes the elements of an array of which one property is the value; it is an error when there is none. */
    static EditOption remove(String name, String label, String pointer, String property, String description) {
        return each(name, label, description, (config, value) -> {
            int count = config.removeIf(
                    pointer,
                    element -> (property.isEmpty() ? element : element.path(property))
                            .asText()
                            .equals(value));
            if (count == 0) {
                throw new BundleException(name + " " + value + ": there is none in " + pointer);
            }
        });
    }

    /** Removes a property with all that it holds. */
    static EditOption clear(String name, String pointer, String description) {
        return each(name, "", description, (config, value) -> config.remove(pointer));
    }
}
