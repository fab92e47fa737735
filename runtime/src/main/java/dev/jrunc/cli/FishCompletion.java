package dev.jrunc.cli;

import java.util.ArrayList;
import java.util.List;

/** For fish. */
final class FishCompletion {
    private FishCompletion() {}

    static String of(String program) {
        StringBuilder out = new StringBuilder("# fish completion for " + program + "\n");
        String all = String.join(" ", Syntax.COMMANDS);
        String none = "not __fish_seen_subcommand_from " + all;
        String at = "_" + Completion.function(program) + "_at";
        out.append(where(at));
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
            for (int place = 0; place < 2; place++) {
                String words = Completion.words(command, place);
                if (!words.isEmpty()) {
                    boolean containers = words.equals(Completion.CONTAINERS);
                    out.append("complete -c ")
                            .append(program)
                            .append(" -n ")
                            .append(quoted(at + " " + place + " " + arguments(command)))
                            .append(" -a ")
                            .append(quoted(containers ? "(" + program + " list -q 2>/dev/null)" : words))
                            .append('\n');
                }
            }
            options(out, program, here, command);
        }
        return out.toString();
    }

    /** A function: the cursor is at this place behind one of the commands, where these options take a value. */
    private static String where(String name) {
        return "function " + name + " --argument-names place commands takes\n"
                + "    set -l count -1\n"
                + "    set -l value 0\n"
                + "    for word in (commandline -opc)[2..]\n"
                + "        if test $value = 1\n"
                + "            set value 0\n"
                + "        else if string match -q -- '-*' $word\n"
                + "            contains -- $word (string split ' ' -- $takes); and set value 1\n"
                + "        else if test $count -ge 0\n"
                + "            set count (math $count + 1)\n"
                + "        else if contains -- $word (string split ' ' -- $commands)\n"
                + "            set count 0\n"
                + "        else\n"
                + "            return 1\n"
                + "        end\n"
                + "    end\n"
                + "    test $count = $place\n"
                + "end\n";
    }

    private static String arguments(CommandSyntax command) {
        List<String> takes = new ArrayList<>(Completion.taking(Syntax.globals()));
        takes.addAll(Completion.taking(command));
        return '"' + String.join(" ", Completion.names(command)) + "\" \"" + String.join(" ", takes) + '"';
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
                case ANY -> {
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
