package dev.jrunc.cli;

import static dev.jrunc.cli.OptionSyntax.flag;
import static dev.jrunc.cli.OptionSyntax.help;
import static dev.jrunc.cli.OptionSyntax.value;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one table of commands and options: the parser, the help and the suggestions all read it. A command's entry is made
 * when it is asked for, so the start path pays for one command only.
 */
final class Syntax {
    static final List<String> COMMANDS = List.of(
            "bundle",
            "checkpoint",
            "completion",
            "create",
            "delete",
            "doctor",
            "events",
            "exec",
            "features",
            "info",
            "inspect",
            "kill",
            "list",
            "man",
            "mounts",
            "pause",
            "plan",
            "ps",
            "resident",
            "restore",
            "resume",
            "run",
            "spec",
            "start",
            "state",
            "update");

    private static final String ID = "<container-id>";

    private Syntax() {}

    /** The options in front of the command. */
    static CommandSyntax globals() {
        return new CommandSyntax(
                "",
                "Open Container Initiative runtime",
                "",
                0,
                Integer.MAX_VALUE,
                List.of(
                        flag("debug", "enable debug logging"),
                        value("log", "file", "append errors to this file, as well as to stderr"),
                        value("log-format", "format", "format of the log: text or json (default: text)"),
                        value("root", "dir", "directory of the containers' state (default: /run/jrunc)"),
                        flag("systemd-cgroup", "have systemd make the cgroups"),
                        value(
                                "cgroup-manager",
                                "name",
                                "cgroupfs, systemd, or disabled: no cgroups (default: cgroupfs)"),
                        value("rootless", "bool", "true, false or auto (default: auto)"),
                        value(
                                "trace",
                                "file",
                                "write when each operation began and how long it took, to open in Perfetto"),
                        help(),
                        flag("version", "print the version").or('v')));
    }

    /** All commands; not for the start path, which makes the one that it needs. */
    static List<CommandSyntax> commands() {
        List<CommandSyntax> commands = new ArrayList<>(COMMANDS.size());
        for (String name : COMMANDS) {
            CommandSyntax command = command(name);
            if (command != null) {
                commands.add(command);
            }
        }
        return commands;
    }

    static @Nullable CommandSyntax command(String name) {
        return switch (name) {
            case "create" -> new CommandSyntax(name, "create a container", ID, 1, 1, launchOptions(false));
            case "run" -> new CommandSyntax(name, "create and run a container", ID, 1, 1, launchOptions(true));
            case "start" -> simple(name, "executes the user defined process in a created container");
            case "state" -> simple(name, "output the state of a container");
            case "pause" -> simple(name, "suspends all processes inside the container");
            case "resume" -> simple(name, "resumes all processes that have been previously paused");
            case "checkpoint" ->
                new CommandSyntax(name, "checkpoint a running container", ID, 1, 1, CheckpointSyntax.checkpoint());
            case "restore" ->
                new CommandSyntax(name, "restore a container from a checkpoint", ID, 1, 1, CheckpointSyntax.restore());
            case "update" ->
                new CommandSyntax(name, "update container resource constraints", ID, 1, 1, UpdateSyntax.options());
            case "kill" ->
                new CommandSyntax(
                        name,
                        "sends the specified signal (default: SIGTERM) to the container's init process",
                        ID + " [signal]",
                        1,
                        2,
                        List.of(
                                flag("all", "all processes of the container; that there are none is no error")
                                        .or('a'),
                                help()));
            case "exec" ->
                new CommandSyntax(
                        name,
                        "execute new process inside the container",
                        ID + " <command> [arguments...]",
                        1,
                        Integer.MAX_VALUE,
                        execOptions());
            case "delete" ->
                new CommandSyntax(
                        name,
                        "delete any resources held by the container",
                        ID,
                        1,
                        1,
                        List.of(
                                flag("force", "kill the container first, and accept that there is none")
                                        .or('f'),
                                help()));
            case "list" ->
                new CommandSyntax(
                        name,
                        "lists containers started with the given root",
                        "",
                        0,
                        0,
                        List.of(
                                value("format", "format", "table or json (default: table)")
                                        .or('f'),
                                flag("quiet", "display only container IDs").or('q'),
                                help()));
            case "plan" ->
                new CommandSyntax(
                        name, "show what create would do, without doing it", "[<container-id>]", 0, 1, planOptions());
            case "resident" ->
                new CommandSyntax(
                        name,
                        "start, stop or show the engine that stays ready between commands",
                        "start|stop|status",
                        1,
                        1,
                        List.of(
                                value("idle", "seconds", "end after this time without a command (default: 300)"),
                                help()));
            case "inspect" ->
                new CommandSyntax(
                        name,
                        "show how a container is isolated: its view beside the host's",
                        ID,
                        1,
                        1,
                        List.of(flag("json", "print JSON"), help()));
            case "ps" ->
                new CommandSyntax(
                        name,
                        "displays the processes running inside a container",
                        ID + " [ps options]",
                        1,
                        Integer.MAX_VALUE,
                        List.of(
                                value("format", "format", "table or json, the ids alone (default: table)")
                                        .or('f'),
                                flag("json", "print each process as the host and the container see it"),
                                help()));
            case "doctor", "info" ->
                new CommandSyntax(
                        name,
                        "show what this host can do for containers (exit status 1: none can be started)",
                        "",
                        0,
                        0,
                        List.of(flag("json", "print JSON"), help()));
            case "mounts" ->
                new CommandSyntax(
                        name,
                        "add mounts to a container that runs, or remove them",
                        "add|remove " + ID + " <file with an array of mounts, as in config.json>",
                        3,
                        3,
                        List.of(help()));
            case "events" ->
                new CommandSyntax(
                        name,
                        "display container events such as OOM notifications, cpu, memory, and IO usage statistics",
                        ID,
                        1,
                        1,
                        List.of(
                                value("interval", "time", "time between statistics (default: 5s)"),
                                flag("stats", "display the container's statistics, then exit"),
                                help()));
            case "completion" ->
                new CommandSyntax(
                        name, "print a script that completes command lines", "bash|zsh|fish", 1, 1, List.of(help()));
            case "man" ->
                new CommandSyntax(
                        name,
                        "print the manual page of the program or of a command",
                        "[command]",
                        0,
                        1,
                        List.of(help()));
            case "features" -> new CommandSyntax(name, "show the enabled features", "", 0, 0, List.of(help()));
            case "spec" ->
                new CommandSyntax(
                        name,
                        "create a new specification file",
                        "",
                        0,
                        0,
                        List.of(
                                value("bundle", "dir", "directory to write config.json to")
                                        .or('b'),
                                flag("rootless", "for a container of an unprivileged user"),
                                help()));
            case "bundle" ->
                new CommandSyntax(
                        name,
                        "make, check and describe bundles",
                        "create|diff|digest|edit|generate|lint|pull|rootfs|schema|spec|unpack|validate|verify [arguments...]",
                        0,
                        Integer.MAX_VALUE,
                        List.of(help()));
            default -> null;
        };
    }

    private static CommandSyntax simple(String name, String summary) {
        return new CommandSyntax(name, summary, ID, 1, 1, List.of(help()));
    }

    private static List<OptionSyntax> launchOptions(boolean run) {
        List<OptionSyntax> options = new ArrayList<>(16);
        options.add(bundle());
        options.add(value("console-socket", "path", "AF_UNIX socket that receives the master end of the terminal"));
        options.add(flag("detach", "return while the container's process runs").or('d'));
        if (run) {
            options.add(flag("keep", "do not delete the container after it exits"));
        }
        options.add(value("pid-file", "path", "write the process id to this file"));
        options.add(value("pidfd-socket", "path", "AF_UNIX socket that receives a pidfd of the process"));
        options.add(flag("no-subreaper", "do not reap processes that lose their parent"));
        options.add(flag("no-pivot", "do not use pivot_root, for a rootfs on a ramdisk"));
        options.add(flag("no-new-keyring", "keep the caller's session keyring"));
        options.add(value("preserve-fds", "N", "pass N more descriptors (stdio + $LISTEN_FDS + N in total)"));
        options.add(help());
        return options;
    }

    private static List<OptionSyntax> execOptions() {
        return List.of(
                value("console-socket", "path", "AF_UNIX socket that receives the master end of the terminal"),
                value("pidfd-socket", "path", "AF_UNIX socket that receives a pidfd of the process"),
                value("exec-wait-fifo", "path", "start the program when somebody opens this fifo to read"),
                value("cwd", "dir", "current working directory in the container"),
                value("env", "name=value", "set an environment variable (repeatable)")
                        .or('e'),
                flag("tty", "allocate a pseudo-TTY").or('t'),
                value("user", "UID[:GID]", "ids of the process").or('u'),
                value("additional-gids", "GID", "additional group of the process (repeatable)")
                        .or('g'),
                value("process", "file", "path to the process.json").or('p'),
                flag("detach", "return while the process runs").or('d'),
                value("pid-file", "path", "write the process id to this file"),
                value("process-label", "label", "SELinux label of the process"),
                value("apparmor", "profile", "AppArmor profile of the process"),
                flag("no-new-privs", "the process and its children gain no privileges by execve"),
                value("cap", "CAP_NAME", "add a capability (repeatable)").or('c'),
                value("preserve-fds", "N", "pass N more descriptors (stdio + N in total)"),
                value("cgroup", "[controller,...:]path", "join a cgroup below the container's (repeatable)"),
                flag("ignore-paused", "allow exec in a paused container; it waits until that is resumed"),
                help());
    }

    private static List<OptionSyntax> planOptions() {
        List<OptionSyntax> options = new ArrayList<>(launchOptions(false));
        options.add(flag("json", "print JSON"));
        return options;
    }

    private static OptionSyntax bundle() {
        return value("bundle", "dir", "path to the root of the bundle, defaults to the current directory")
                .or('b');
    }
}
