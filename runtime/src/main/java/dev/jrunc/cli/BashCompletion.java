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
                .append("    local command= options= takes= first= second= words= count=0 i\n")
                .append("    local -a root=()\n")
                .append("    if [[ $current == = ]]; then\n") // bash makes --log-format=json three words
                .append("        current=\n")
                .append("    elif [[ $previous == = ]]; then\n")
                .append("        previous=${COMP_WORDS[COMP_CWORD-2]}\n")
                .append("    fi\n")
                .append("    for ((i = 1; i < COMP_CWORD; i++)); do\n")
                .append("        case ${COMP_WORDS[i]} in\n")
                .append("        --root) ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++));")
                .append(" root=(--root \"${COMP_WORDS[i]}\") ;;\n");
        out.append("        ")
                .append(String.join("|", Completion.taking(Syntax.globals())))
                .append(") ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++)) ;;\n");
        out.append("        -*) ;;\n")
                .append("        *) command=${COMP_WORDS[i]}; break ;;\n")
                .append("        esac\n")
                .append("    done\n")
                .append("    case $command in\n");
        branch(out, "''", Syntax.globals(), String.join(" ", Syntax.COMMANDS), "");
        for (CommandSyntax command : Syntax.commands()) {
            String names = String.join("|", Completion.names(command));
            branch(out, names, command, Completion.words(command, 0), Completion.words(command, 1));
        }
        out.append("    esac\n")
                .append("    for ((i++; i < COMP_CWORD; i++)); do\n")
                .append("        case ${COMP_WORDS[i]} in\n")
                .append("        -*) if [[ \" $takes \" == *\" ${COMP_WORDS[i]} \"* ]]; then\n")
                .append("            ((i++)); [[ ${COMP_WORDS[i]} == = ]] && ((i++))\n")
                .append("        fi ;;\n")
                .append("        *) ((count++)) ;;\n")
                .append("        esac\n")
                .append("    done\n")
                .append("    case $current,$count in\n")
                .append("    -*) words=$options ;;\n")
                .append("    *,0) words=$first ;;\n")
                .append("    *,1) words=$second ;;\n")
                .append("    esac\n")
                .append("    if [[ $words == ")
                .append(Completion.CONTAINERS)
                .append(" ]]; then words=$(")
                .append(program)
                .append(" ${root[@]+\"${root[@]}\"} list -q 2>/dev/null); fi\n")
                .append("    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n")
                .append("}\n")
                .append("complete -o bashdefault -o default -F ")
                .append(function)
                .append(' ')
                .append(program)
                .append('\n');
        return out.toString();
    }

    private static void branch(StringBuilder out, String pattern, CommandSyntax command, String first, String second) {
        out.append("    ").append(pattern).append(")\n");
        values(out, command);
        List<String> all = new ArrayList<>();
        for (OptionSyntax option : command.shown()) {
            all.add("--" + option.name());
        }
        out.append("        options='").append(String.join(" ", all));
        out.append("' takes='").append(String.join(" ", Completion.taking(command)));
        out.append("' first='")
                .append(first)
                .append("' second='")
                .append(second)
                .append("' ;;\n");
    }

    /** Names of files, or the few words that an option takes; nothing for the other values. */
    private static void values(StringBuilder out, CommandSyntax command) {
        List<String> files = new ArrayList<>();
        List<String> directories = new ArrayList<>();
        List<String> others = new ArrayList<>();
        StringBuilder chosen = new StringBuilder();
        for (OptionSyntax option : command.options()) {
            String choices = Completion.choices(option);
            if (!choices.isEmpty()) {
                value(
                        chosen,
                        Completion.spellings(option),
                        "mapfile -t COMPREPLY < <(compgen -W '" + choices + "' -- \"$current\"); ");
                continue;
            }
            switch (Completion.values(option)) {
                case FILE -> files.addAll(Completion.spellings(option));
                case DIRECTORY -> directories.addAll(Completion.spellings(option));
                case ANY -> others.addAll(Completion.spellings(option));
                case NONE -> {}
            }
        }
        if (files.isEmpty() && directories.isEmpty() && others.isEmpty() && chosen.isEmpty()) {
            return;
        }
        out.append("        case $previous in\n").append(chosen);
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
}
