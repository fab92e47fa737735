package dev.jrunc.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses a command line as runc's does: options may stand before or after the words, with one dash or two, with their
 * value after "=" or as the next argument; "--" ends them.
 */
final class ArgumentParser {
    private final List<String> arguments;
    private final Map<String, List<String>> globals = new HashMap<>();
    private final Map<String, List<String>> options = new HashMap<>();
    private final List<String> words = new ArrayList<>();
    private @Nullable CommandSyntax command;
    private String commandWord = "";
    private int at;

    ArgumentParser(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Options in front of the command by their long names. */
    Map<String, List<String>> globals() {
        return globals;
    }

    Map<String, List<String>> options() {
        return options;
    }

    List<String> words() {
        return words;
    }

    /** The command, null when there is none. */
    @Nullable
    CommandSyntax command() {
        return command;
    }

    /** The word where a command should stand, "" when there is none. */
    String commandWord() {
        return commandWord;
    }

    /** Parses the options in front of the command and finds the command. */
    void parseGlobals() throws UsageException {
        CommandSyntax syntax = Syntax.globals();
        boolean ended = false;
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (!ended && argument.equals("--")) {
                ended = true;
                at++;
            } else if (ended || !isOption(argument)) {
                at++;
                commandWord = argument;
                command = Syntax.command(argument);
                return;
            } else {
                option(syntax, null, argument, globals);
            }
        }
    }

    /** Parses what follows the command. */
    void parseCommand() throws UsageException {
        CommandSyntax syntax = command;
        if (syntax == null) {
            return;
        }
        boolean ended = false;
        while (at < arguments.size()) {
            String argument = arguments.get(at);
            if (ended || !isOption(argument)) {
                words.add(argument);
                at++;
                ended |= syntax.endsAtFirstWord();
            } else if (argument.equals("--")) {
                ended = true;
                at++;
            } else {
                option(syntax, syntax.name(), argument, options);
            }
        }
        if (options.containsKey("help")) {
            return;
        }
        if (words.size() < syntax.least() || words.size() > syntax.most()) {
            throw new UsageException(syntax.name(), ".", count(syntax), Habits.words(syntax, words.size()));
        }
    }

    private static boolean isOption(String argument) {
        return argument.length() > 1 && argument.charAt(0) == '-';
    }

    private void option(CommandSyntax syntax, @Nullable String name, String argument, Map<String, List<String>> into)
            throws UsageException {
        at++;
        int start = argument.startsWith("--") ? 2 : 1;
        int equals = argument.indexOf('=');
        String given = equals < 0 ? argument.substring(start) : argument.substring(start, equals);
        OptionSyntax option = given.isEmpty() ? null : syntax.option(given);
        if (option == null) {
            throw incorrect(name, "flag provided but not defined: -" + given, Habits.option(syntax, given));
        }
        String value = equals < 0 ? null : argument.substring(equals + 1);
        if (value == null) {
            value = option.takesValue() ? next(name, given) : "true";
        } else if (!option.takesValue()) {
            value = truth(name, given, value);
        }
        List<String> values = into.get(option.name());
        if (values == null) {
            values = new ArrayList<>(1);
            into.put(option.name(), values);
        }
        values.add(value);
    }

    private static String truth(@Nullable String name, String given, String value) throws UsageException {
        Boolean truth = truth(value);
        if (truth == null) {
            throw incorrect(name, "invalid boolean value \"" + value + "\" for -" + given, null);
        }
        return truth.toString();
    }

    /** The words that Go's strconv.ParseBool takes, null for all others. */
    static @Nullable Boolean truth(String value) {
        return switch (value) {
            case "1", "t", "T", "true", "TRUE", "True" -> true;
            case "0", "f", "F", "false", "FALSE", "False" -> false;
            default -> null;
        };
    }

    private static UsageException incorrect(@Nullable String command, String complaint, @Nullable String hint) {
        return new UsageException(command, (command == null ? ". " : ": ") + complaint, complaint, hint);
    }

    private String next(@Nullable String name, String given) throws UsageException {
        if (at >= arguments.size()) {
            throw incorrect(name, "flag needs an argument: -" + given, null);
        }
        return arguments.get(at++);
    }

    private static String count(CommandSyntax syntax) {
        String quoted = "\"" + syntax.name() + "\" requires ";
        if (syntax.least() == syntax.most()) {
            return quoted + "exactly " + syntax.least() + " argument(s)";
        }
        if (syntax.most() == Integer.MAX_VALUE) {
            return quoted + "a minimum of " + syntax.least() + " argument(s)";
        }
        return quoted + "a minimum of " + syntax.least() + " and a maximum of " + syntax.most() + " arguments";
    }
}
