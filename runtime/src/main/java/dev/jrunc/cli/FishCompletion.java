package dev.jrunc.cli;

/** For fish. */
final class FishCompletion {
    private FishCompletion() {}

    static String of(String program) {
        StringBuilder out = new StringBuilder("# fish completion for " + program + "\n");
        String all = String.join(" ", Syntax.COMMANDS);
        String none = "not __fish_seen_subcommand_from " + all;
        out.append("complete -c ").append(program).append(" -f\n");
        options(out, program, none, Syntax.globals());
        for (CommandSyntax command : Syntax.commands()) {
            out.append("complete -c ")
                    .append(program)
                    .append(" -n ")
                    .append(quoted(none))
                    .append(" -a ")
                    .append(command.name())
                    .append(" -d ")
                    .append(quoted(command.summary()))
                    .append('\n');
            String here = "__fish_seen_subcommand_from " + command.name();
            if (Completion.firstWord(command) == Completion.Values.CONTAINER) {
                out.append("complete -c ")
                        .append(program)
                        .append(" -n ")
                        .append(quoted(here))
                        .append(" -a ")
                        .append(quoted("(" + program + " list -q 2>/dev/null)"))
                        .append('\n');
            }
            for (String word : Completion.firstWords(command)) {
                out.append("complete -c ")
                        .append(program)
                        .append(" -n ")
                        .append(quoted(here))
                        .append(" -a ")
                        .append(word)
                        .append('\n');
            }
            options(out, program, here, command);
        }
        return out.toString();
    }

    private static void options(StringBuilder out, String program, String when, CommandSyntax command) {
        for (OptionSyntax option : command.shown()) {
            out.append("complete -c ")
                    .append(program)
                    .append(" -n ")
                    .append(quoted(when))
                    .append(" -l ")
                    .append(option.name());
            if (option.letter() != 0) {
                out.append(" -s ").append(option.letter());
            }
            switch (Completion.values(option)) {
                case NONE -> {}
                case FILE -> out.append(" -r -F");
                case DIRECTORY -> out.append(" -x -a ").append(quoted("(__fish_complete_directories)"));
                case ANY, CONTAINER -> {
                    String choices = Completion.choices(option);
                    out.append(" -x").append(choices.isEmpty() ? "" : " -a " + quoted(choices));
                }
            }
            out.append(" -d ").append(quoted(option.description())).append('\n');
        }
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
