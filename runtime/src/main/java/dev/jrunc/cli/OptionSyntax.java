package dev.jrunc.cli;

/**
 * One option.
 *
 * @param name the long name without dashes
 * @param letter the short name, 0 for none
 * @param value what its value is called in the help, "" when it takes none
 * @param description for the help, "" for what is not shown there
 */
record OptionSyntax(String name, char letter, String value, String description) {
    /** An option that is there or not; with an empty description it is hidden. */
    static OptionSyntax flag(String name, String description) {
        return new OptionSyntax(name, '\0', "", description);
    }

    /** An option with a value, which is called {@code value} in the help. */
    static OptionSyntax value(String name, String value, String description) {
        return new OptionSyntax(name, '\0', value, description);
    }

    static OptionSyntax help() {
        return flag("help", "show help").or('h');
    }

    /** The same with a short name as well. */
    OptionSyntax or(char newLetter) {
        return new OptionSyntax(name, newLetter, value, description);
    }

    boolean takesValue() {
        return !value.isEmpty();
    }

    boolean hidden() {
        return description.isEmpty();
    }

    boolean is(String given) {
        return name.equals(given) || (given.length() == 1 && letter != 0 && given.charAt(0) == letter);
    }
}
