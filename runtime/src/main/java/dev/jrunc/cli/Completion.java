package dev.jrunc.cli;

import dev.jrunc.plan.Refusal;
import java.util.List;
import java.util.Locale;

/** Scripts that let a shell complete the command line, made from the table of commands and options. */
final class Completion {
    /** What can be said of the value of an option, or of a word, when a person presses TAB. */
    enum Values {
        NONE,
        FILE,
        DIRECTORY,
        CONTAINER,
        ANY
    }

    /** Those that people send. */
    static final String SIGNALS = "TERM KILL HUP INT QUIT USR1 USR2 STOP CONT WINCH";

    private Completion() {}

    static String of(String shell, String program) throws Refusal {
        return switch (shell) {
            case "bash" -> BashCompletion.of(program);
            case "zsh" -> ZshCompletion.of(program);
            case "fish" -> FishCompletion.of(program);
            default -> throw new Refusal("completion: unknown shell \"" + shell + "\"", "", "use bash, zsh or fish");
        };
    }

    static Values values(OptionSyntax option) {
        if (!option.takesValue()) {
            return Values.NONE;
        }
        return switch (option.value().toLowerCase(Locale.ROOT)) {
            case "dir" -> Values.DIRECTORY;
            case "file", "path" -> Values.FILE;
            default -> Values.ANY;
        };
    }

    /** The words that an option takes, "" when they are not a few. */
    static String choices(OptionSyntax option) {
        return switch (option.name()) {
            case "log-format" -> "text json";
            case "format" -> "table json";
            case "cgroup-manager" -> "cgroupfs systemd disabled";
            case "rootless" -> "auto true false";
            default -> "";
        };
    }

    /** What the first word behind the command is. */
    static Values firstWord(CommandSyntax command) {
        boolean makesOne = command.name().equals("create") || command.name().equals("run");
        return command.words().startsWith("<container-id>") && !makesOne ? Values.CONTAINER : Values.ANY;
    }

    /** The first word behind the command when it is one of a few, as in {@code start|stop}. */
    static List<String> firstWords(CommandSyntax command) {
        String words = command.words();
        int end = words.indexOf(' ');
        String first = end < 0 ? words : words.substring(0, end);
        return first.indexOf('|') < 0 || first.indexOf('<') >= 0 ? List.of() : List.of(first.split("\\|", -1));
    }

    /** A name that a shell takes for a function. */
    static String function(String program) {
        return "_" + program.replace('-', '_').replace('.', '_');
    }
}
