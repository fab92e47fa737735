package dev.jrunc.cli;

import dev.jrunc.spec.NearestName;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people type who know docker, podman or kill, and what to type here; only asked when a command line is refused. */
final class Habits {
    private Habits() {}

    /** What to do in place of a command that there is not, null when nobody knows. */
    static @Nullable String command(String word) {
        return switch (word) {
            case "rm" -> "use delete";
            case "ls" -> "use list";
            case "top" -> "use ps ID";
            case "stop" -> "use kill ID TERM, then delete ID";
            case "restart" -> "delete the container, and run it again";
            case "wait" -> "run waits for its container, and ends with its exit status";
            case "unpause" -> "use resume ID";
            case "stats" -> "use events --stats ID";
            case "version" -> "use --version";
            case "logs", "attach" -> "a container has the standard streams that create or run was called with";
            case "shell", "sh" -> "use exec -t ID sh";
            case "cp" -> "the container's files are below /proc/PID/root; state ID says the PID";
            case "container" -> "leave that word out";
            case "pull", "image", "images", "search", "build", "load", "import" ->
                "jrunc runs bundles; \"jrunc-bundle pull\" and \"unpack\" make them of images";
            default -> nearest(word, Syntax.COMMANDS, "--help lists the commands");
        };
    }

    /** What to do in place of an option that there is not, null when nobody knows. */
    static @Nullable String option(CommandSyntax syntax, String given) {
        String habit = switch (syntax.name()) {
            case "create", "run", "plan" -> launch(given);
            case "exec" -> exec(given);
            case "update" -> update(given);
            case "list" -> given.equals("a") || given.equals("all") ? "it always shows all" : null;
            default -> null;
        };
        if (habit != null) {
            return habit;
        }
        String place = place(syntax, given);
        if (place != null) {
            return place;
        }
        return switch (syntax.name()) {
            case "kill" -> "the signal stands behind the id, as in \"kill ID KILL\"";
            case "ps" -> "list shows the containers, ps ID the processes of one";
            default -> given.length() > 1 ? nearest("--" + given, names(syntax), null) : null;
        };
    }

    private static List<String> names(CommandSyntax syntax) {
        List<String> names = new ArrayList<>();
        for (OptionSyntax option : syntax.shown()) {
            names.add("--" + option.name());
        }
        return names;
    }

    /** Where the option belongs that stands on the wrong side of the command, null when it belongs nowhere. */
    private static @Nullable String place(CommandSyntax syntax, String given) {
        if (!syntax.name().isEmpty()) {
            return Syntax.globals().option(given) == null ? null : "that stands in front of \"" + syntax.name() + "\"";
        }
        for (String name : Syntax.COMMANDS) {
            CommandSyntax command = Syntax.command(name);
            if (command != null && command.option(given) != null) {
                return "that stands behind a command that knows it, such as \"" + name + "\"";
            }
        }
        return null;
    }

    /** What to do when the number of words is wrong, null when that says enough. */
    static @Nullable String words(CommandSyntax syntax, int count) {
        return switch (syntax.name()) {
            case "create", "run" ->
                count == 0 ? "name the container" : "the program and its arguments are process.args in config.json";
            case "ps" -> "list shows the containers";
            default -> count == 0 && syntax.words().startsWith("<container-id>") ? "name the container" : null;
        };
    }

    private static @Nullable String launch(String given) {
        return switch (given) {
            case "i", "t", "it", "ti", "tty", "interactive", "dt", "td", "dit", "itd", "dti", "tid" ->
                inConfig("process.terminal");
            case "e", "env", "env-file" -> inConfig("process.env");
            case "u", "user" -> inConfig("process.user");
            case "w", "workdir" -> inConfig("process.cwd");
            case "v", "volume", "mount", "tmpfs" -> inConfig("mounts");
            case "hostname" -> inConfig("hostname");
            case "read-only" -> inConfig("root.readonly");
            case "entrypoint" -> inConfig("process.args");
            case "cap-add", "cap-drop", "privileged" -> inConfig("process.capabilities");
            case "network", "net", "p", "publish" -> inConfig("linux.namespaces");
            case "m", "memory", "cpus", "pids-limit" -> inConfig("linux.resources");
            case "name" -> "the id is the word behind the options";
            case "rm" -> "run deletes its container at the end, unless --keep is given";
            default -> null;
        };
    }

    private static String inConfig(String property) {
        return "that is " + property + " in config.json; \"jrunc-bundle edit\" changes it";
    }

    private static @Nullable String exec(String given) {
        return switch (given) {
            case "dt", "td" -> "write -d -t";
            case "i", "it", "ti", "interactive", "dit", "itd", "dti", "tid" ->
                "standard input is always passed on; --tty makes a terminal";
            case "w", "workdir" -> "use --cwd";
            case "privileged" -> "use --cap for each capability";
            default -> null;
        };
    }

    private static @Nullable String update(String given) {
        return switch (given) {
            case "m" -> "use --memory";
            case "cpus" -> "use --cpu-quota and --cpu-period";
            default -> null;
        };
    }

    private static @Nullable String nearest(String typed, List<String> known, @Nullable String otherwise) {
        String nearest = NearestName.of(typed, known.toArray(new String[0]));
        return nearest == null ? otherwise : "did you mean \"" + nearest + "\"?";
    }
}
