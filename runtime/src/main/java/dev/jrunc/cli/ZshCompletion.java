package dev.jrunc.cli;

/** For zsh's completion system; installed as a file named after the function in a directory of fpath. */
final class ZshCompletion {
    private ZshCompletion() {}

    static String of(String program) {
        String function = Completion.function(program);
        StringBuilder out = new StringBuilder("#compdef " + program + "\n\n");
        out.append(function)
                .append("_containers() {\n")
                .append("    compadd -- ${(f)\"$(")
                .append(program)
                .append(" list -q 2>/dev/null)\"}\n")
                .append("}\n\n")
                .append(function)
                .append("() {\n")
                .append("    local context state state_descr line\n")
                .append("    typeset -A opt_args\n")
                .append("    _arguments -C \\\n");
        options(out, Syntax.globals());
        out.append("        '1:command:->command' '*::argument:->argument' && return\n")
                .append("    case $state in\n")
                .append("    command)\n")
                .append("        local -a commands=(\n");
        for (CommandSyntax command : Syntax.commands()) {
            out.append("            '")
                    .append(command.name())
                    .append(':')
                    .append(quoted(command.summary()))
                    .append("'\n");
        }
        out.append("        )\n")
                .append("        _describe command commands ;;\n")
                .append("    argument)\n")
                .append("        case $line[1] in\n");
        for (CommandSyntax command : Syntax.commands()) {
            out.append("        ")
                    .append(String.join("|", Completion.names(command)))
                    .append(")\n            _arguments \\\n");
            options(out, command);
            out.append("            ").append(words(command, function)).append(" ;;\n");
        }
        return out.append("        esac ;;\n    esac\n}\n\n")
                .append(function)
                .append(" \"$@\"\n")
                .toString();
    }

    private static String words(CommandSyntax command, String function) {
        StringBuilder out = new StringBuilder();
        int known = 0;
        for (String words = Completion.words(command, 0); !words.isEmpty(); words = Completion.words(command, known)) {
            known++;
            out.append('\'')
                    .append(known)
                    .append(":argument:")
                    .append(words.equals(Completion.CONTAINERS) ? function + "_containers" : "(" + words + ")")
                    .append("' ");
        }
        return out + "'*:argument:" + (command.most() > known ? "_files" : "") + "'";
    }

    private static void options(StringBuilder out, CommandSyntax command) {
        for (OptionSyntax option : command.shown()) {
            String tail = "[" + quoted(option.description()).replace("[", "\\[").replace("]", "\\]") + "]"
                    + switch (Completion.values(option)) {
                        case NONE -> "";
                        case FILE -> ":" + label(option) + ":_files";
                        case DIRECTORY -> ":" + label(option) + ":_files -/";
                        case ANY -> ":" + label(option) + ":" + choices(option);
                    };
            String equals = option.takesValue() ? "=" : "";
            out.append("        '--")
                    .append(option.name())
                    .append(equals)
                    .append(tail)
                    .append("' \\\n");
            if (option.letter() != 0) {
                out.append("        '-").append(option.letter()).append(tail).append("' \\\n");
            }
        }
    }

    private static String choices(OptionSyntax option) {
        String choices = Completion.choices(option);
        return choices.isEmpty() ? "" : "(" + choices + ")";
    }

    private static String label(OptionSyntax option) {
        return quoted(option.value()).replace(':', ' ').replace("[", "").replace("]", "");
    }

    private static String quoted(String text) {
        return text.replace("'", "'\\''");
    }
}
