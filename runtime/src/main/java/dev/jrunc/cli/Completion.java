package dev.jrunc.cli;

import dev.jrunc.plan.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Scripts that let a shell complete the command line, made from the table of commands and options. */
final class Completion {
    /** What can be said of the value of an option when a person presses TAB. */
    enum Values {
        NONE,
        FILE,
        DIRECTORY,
        ANY
    }

    /** Stands for the ids, which are asked for only where they are offered. */
    static final String CONTAINERS = "@containers";

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
            case "manage-cgroups-mode" -> "soft full strict ignore";
            default -> "";
        };
    }

    /** The few words that may stand at a place behind the command, 0 the first; or {@link #CONTAINERS}, or "". */
    static String words(CommandSyntax command, int place) {
        return switch (place) {
            case 0 -> firstWords(command);
            case 1 -> secondWords(command);
            default -> "";
        };
    }

    private static String firstWords(CommandSyntax command) {
        String words = command.words();
        int end = words.indexOf(' ');
        String first = end < 0 ? words : words.substring(0, end);
        return switch (command.name()) {
            case "man" -> String.join(" ", Syntax.COMMANDS);
            case "create", "run" -> "";
            default -> {
                if (first.equals("<container-id>")) {
                    yield CONTAINERS;
                }
                yield first.indexOf('|') < 0 || first.indexOf('<') >= 0 ? "" : first.replace('|', ' ');
            }
        };
    }

    private static String secondWords(CommandSyntax command) {
        return switch (command.name()) {
            case "kill" -> "TERM KILL HUP INT QUIT USR1 USR2 STOP CONT WINCH"; // those that people send
            case "mounts" -> CONTAINERS;
            default -> "";
        };
    }

    /** The names of a command: {@code help X} says what {@code man X} does. */
    static List<String> names(CommandSyntax command) {
        return command.name().equals("man") ? List.of("man", "help") : List.of(command.name());
    }

    /** The spellings of the options that take a value. */
    static List<String> taking(CommandSyntax command) {
        List<String> names = new ArrayList<>();
        for (OptionSyntax option : command.options()) {
            if (option.takesValue()) {
                names.addAll(spellings(option));
            }
        }
        return names;
    }

    static List<String> spellings(OptionSyntax option) {
        return option.letter() == 0
                ? List.of("--" + option.name())
                : List.of("-" + option.letter(), "--" + option.name());
    }

    /** A name that a shell takes for a function. */
    static String function(String program) {
        return "_" + program.replace('-', '_').replace('.', '_');
    }
}
