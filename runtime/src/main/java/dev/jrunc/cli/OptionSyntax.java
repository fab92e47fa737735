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
