package dev.jrunc.cli;

import java.util.ArrayList;
import java.util.List;

/** For bash 4 and newer; nothing but its builtins is needed. */
final class BashCompletion {
    private BashCompletion() {}

    static String of(String program) {
        String function = Completion.function(program);
        StringBuilder out = new StringBuilder("# bash completion for " + program + "\n" + function + "() {\n");
        out.append("    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}\n")
                .append("    local command= words= i\n")
                .append("    for ((i = 1; i < COMP_CWORD; i++)); do\n")
                .append("        case ${COMP_WORDS[i]} in\n");
        out.append("        ")
                .append(String.join("|", taking(Syntax.globals())))
                .append(") ((i++)) ;;\n");
        out.append("        -*) ;;\n")
                .append("        *) command=${COMP_WORDS[i]}; break ;;\n")
                .append("        esac\n")
                .append("    done\n")
                .append("    case $command in\n");
        branch(out, "''", Syntax.globals(), String.join(" ", Syntax.COMMANDS), "");
        for (CommandSyntax command : Syntax.commands()) {
            boolean container = Completion.firstWord(command) == Completion.Values.CONTAINER;
            branch(
                    out,
                    command.name(),
                    command,
                    String.join(" ", Completion.firstWords(command)),
                    container ? "$(" + program + " list -q 2>/dev/null)" : "");
        }
        out.append("    esac\n")
                .append("    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n")
                .append("}\n")
                .append("complete -o bashdefault -F ")
                .append(function)
                .append(' ')
                .append(program)
                .append('\n');
        return out.toString();
    }

    private static void branch(StringBuilder out, String pattern, CommandSyntax command, String words, String dynamic) {
        out.append("    ").append(pattern).append(")\n");
        values(out, command);
        out.append("        words=\"");
        List<String> all = new ArrayList<>();
        for (OptionSyntax option : command.shown()) {
            all.add("--" + option.name());
        }
        if (!words.isEmpty()) {
            all.add(words);
        }
        if (!dynamic.isEmpty()) {
            all.add(dynamic);
        }
        out.append(String.join(" ", all)).append("\" ;;\n");
    }

    /** Names of files for the options whose value is one; nothing for the other values. */
    private static void values(StringBuilder out, CommandSyntax command) {
        List<String> files = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (OptionSyntax option : command.options()) {
            switch (Completion.values(option)) {
                case FILE -> files.addAll(spellings(option));
                case DIRECTORY -> directories.addAll(spellings(option));
                case ANY, CONTAINER -> others.addAll(spellings(option));
                case NONE -> {}
            }
        }
        if (files.isEmpty() && directories.isEmpty() && others.isEmpty()) {
            return;
        }
        out.append("        case $previous in\n");
        value(out, files, "mapfile -t COMPREPLY < <(compgen -f -- \"$current\"); ");
        value(out, directories, "mapfile -t COMPREPLY < <(compgen -d -- \"$current\"); ");
        value(out, others, "");
        out.append("        esac\n");
    }

    private static void value(StringBuilder out, List<String> options, String answer) {
        if (!options.isEmpty()) {
            out.append("        ")
                    .append(String.join("|", options))
                    .append(") ")
                    .append(answer)
                    .append("return ;;\n");
        }
    }

    private static List<String> taking(CommandSyntax command) {
        List<String> names = new ArrayList<>();
        for (OptionSyntax option : command.options()) {
            if (option.takesValue()) {
                names.addAll(spellings(option));
            }
        }
        return names;
    }

    private static List<String> spellings(OptionSyntax option) {
        return option.letter() == 0
                ? List.of("--" + option.name())
                : List.of("-" + option.letter(), "--" + option.name());
    }
}
