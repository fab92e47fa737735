package dev.jrunc.cli;

import dev.jrunc.command.CgroupDriver;
import dev.jrunc.command.CheckpointCommand;
import dev.jrunc.command.Command;
import dev.jrunc.command.DeleteCommand;
import dev.jrunc.command.DoctorCommand;
import dev.jrunc.command.EventsCommand;
import dev.jrunc.command.ExecCommand;
import dev.jrunc.command.FeaturesCommand;
import dev.jrunc.command.Globals;
import dev.jrunc.command.InspectCommand;
import dev.jrunc.command.Invocation;
import dev.jrunc.command.KillCommand;
import dev.jrunc.command.LaunchCommand;
import dev.jrunc.command.LifecycleCommand;
import dev.jrunc.command.ListCommand;
import dev.jrunc.command.MountsCommand;
import dev.jrunc.command.PlanCommand;
import dev.jrunc.command.PsCommand;
import dev.jrunc.command.RestoreCommand;
import dev.jrunc.command.Session;
import dev.jrunc.command.UpdateCommand;
import dev.jrunc.host.Host;
import dev.jrunc.host.Request;
import dev.jrunc.plan.Paths;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From argv to a command, and from a refusal to the words and the exit status that callers know from runc. */
public final class FrontDoor {
    private static final String DEFAULT_ROOT = "/run/jrunc";
    private static final int UNKNOWN_COMMAND = 3;

    private final Host host;
    private final Session session;
    private final ArgumentParser parser;

    public FrontDoor(Host host) {
        this.host = host;
        this.session = new Session(host);
        this.parser = new ArgumentParser(host.request().arguments());
    }

    /** The word of {@code resident WORD}, "" for any other command line: an exec may end with these words as well. */
    public static String residentWord(Request request) {
        if (!request.arguments().contains("resident")) {
            return "";
        }
        ArgumentParser parser = new ArgumentParser(request.arguments());
        try {
            parser.parseGlobals();
            if (parser.commandWord().equals("resident")) {
                parser.parseCommand();
                return parser.options().isEmpty() ? parser.words().get(0) : "";
            }
        } catch (UsageException e) {
            return ""; // the command itself will say so
        }
        return "";
    }

    /** Carries out the command of the host's request; every way out has handed over a plan. */
    public void run() throws IOException {
        try {
            parser.parseGlobals();
            Globals globals = globals(parser.globals());
            if (!parser.globals().containsKey("help")) {
                parser.parseCommand();
            }
            dispatch(globals);
        } catch (UsageException e) {
            incorrectUsage(e);
        } catch (Refusal e) {
            refuse(e);
        }
    }

    /** Ends the command instead, when {@link #run} has run out of memory. */
    public void refuseForMemory() throws IOException {
        long memory = Runtime.getRuntime().maxMemory() >> 20;
        refuse(new Refusal(
                "config.json, or what else is read, needs more memory than the engine has (" + memory + " MiB)",
                "",
                "make it smaller"));
    }

    private void refuse(Refusal refusal) throws IOException {
        CommandSyntax syntax = parser.command();
        boolean exec = syntax != null && syntax.name().equals("exec");
        session.refuse(refusal, exec ? ExecCommand.PREFIX : prefix(syntax), exec ? ExecCommand.FAILED : 1);
    }

    private void dispatch(Globals globals) throws Refusal, IOException {
        CommandSyntax syntax = parser.command();
        if (syntax == null) {
            if (parser.globals().containsKey("help") || parser.commandWord().isEmpty()) {
                session.print(HelpText.of(session.program()));
            } else {
                helpTopic();
            }
            return;
        }
        if (parser.options().containsKey("help") || parser.globals().containsKey("help")) {
            session.print(HelpText.of(session.program(), syntax));
            return;
        }
        String page = page(syntax.name(), parser.words());
        if (page != null) {
            session.print(page);
            return;
        }
        command(syntax.name()).run(session, new Invocation(globals, syntax.name(), parser.options(), parser.words()));
    }

    /** What is made from the table of commands alone, null for commands that do something. */
    private @Nullable String page(String command, List<String> words) throws Refusal {
        if (command.equals("completion")) {
            return Completion.of(words.get(0), session.program());
        }
        if (!command.equals("man")) {
            return null;
        }
        CommandSyntax topic = words.isEmpty() ? null : Syntax.command(words.get(0));
        if (topic == null && !words.isEmpty()) {
            throw new Refusal("man: there is no command \"" + words.get(0) + "\"", "", Habits.command(words.get(0)));
        }
        return ManPage.of(session.program(), topic);
    }

    private void helpTopic() throws IOException {
        String word = parser.commandWord();
        if (word.equals("help") || word.equals("h")) {
            List<String> arguments = host.request().arguments();
            String last = arguments.get(arguments.size() - 1);
            CommandSyntax topic = Syntax.command(last);
            if (topic != null || last.equals(word)) {
                session.print(topic == null ? HelpText.of(session.program()) : HelpText.of(session.program(), topic));
                return;
            }
            word = last;
        }
        session.refuse(new Refusal("No help topic for '" + word + "'", "", Habits.command(word)), "", UNKNOWN_COMMAND);
    }

    private static Command command(String name) throws Refusal {
        return switch (name) {
            case "create", "run" -> new LaunchCommand();
            case "exec" -> new ExecCommand();
            case "start", "state", "pause", "resume" -> new LifecycleCommand();
            case "kill" -> new KillCommand();
            case "delete" -> new DeleteCommand();
            case "list" -> new ListCommand();
            case "checkpoint" -> new CheckpointCommand();
            case "restore" -> new RestoreCommand();
            case "update" -> new UpdateCommand();
            case "plan" -> new PlanCommand();
            case "inspect" -> new InspectCommand();
            case "ps" -> new PsCommand();
            case "doctor", "info" -> new DoctorCommand();
            case "mounts" -> new MountsCommand();
            case "events" -> new EventsCommand();
            case "features" -> new FeaturesCommand();
            case "resident" -> throw new Refusal("resident: use start [--idle SECONDS], stop or status");
            default -> throw new Refusal(name + " is a command of the launcher; call it directly");
        };
    }

    private String prefix(@Nullable CommandSyntax syntax) {
        return syntax != null
                        && (syntax.name().equals("create") || syntax.name().equals("run"))
                ? session.program() + " " + syntax.name() + " failed: "
                : "";
    }

    private void incorrectUsage(UsageException e) throws IOException {
        String name = e.command();
        CommandSyntax syntax = name == null ? null : Syntax.command(name);
        String help = syntax == null ? HelpText.of(session.program()) : HelpText.of(session.program(), syntax);
        PlanWriter plan = session.begin();
        plan.op(PlanOp.OUTPUT).u(1).text("Incorrect Usage" + e.complaint() + "\n\n" + help + "\n");
        plan.op(PlanOp.PREFIX).s(syntax == null ? "" : session.program() + ": ");
        String hint = e.hint();
        if (hint != null) {
            plan.hint(0, hint);
        }
        plan.op(PlanOp.FAIL).s(String.valueOf(e.getMessage()));
        session.finish(plan);
    }

    private Globals globals(Map<String, List<String>> given) throws Refusal, UsageException {
        Request request = host.request();
        String format = last(given, "log-format", "text");
        String log = last(given, "log", "");
        Globals globals = new Globals(
                root(request, last(given, "root", "")),
                given.containsKey("root"),
                log.isEmpty() ? "" : request.absolute(log),
                format.equals("json"),
                last(given, "debug", "").equals("true"),
                rootless(last(given, "rootless", "")),
                driver(given));
        session.use(globals);
        if (!format.equals("json") && !format.equals("text")) {
            throw new Refusal("invalid log-format: " + format, "", "use text or json");
        }
        checkCgroupManager(given);
        return globals;
    }

    /** Of two that contradict each other the option that names the manager wins. */
    private static CgroupDriver driver(Map<String, List<String>> given) {
        return switch (last(given, "cgroup-manager", "")) {
            case "disabled" -> CgroupDriver.DISABLED;
            case "systemd" -> CgroupDriver.SYSTEMD;
            case "cgroupfs" -> CgroupDriver.CGROUPFS;
            default -> last(given, "systemd-cgroup", "").equals("true") ? CgroupDriver.SYSTEMD : CgroupDriver.CGROUPFS;
        };
    }

    private static void checkCgroupManager(Map<String, List<String>> given) throws Refusal {
        String manager = last(given, "cgroup-manager", "cgroupfs");
        switch (manager) {
            case "cgroupfs", "systemd", "disabled" -> {}
            default -> throw new Refusal("invalid cgroup-manager: " + manager, "", "use cgroupfs, systemd or disabled");
        }
    }

    /** Null: as the caller's id says. */
    private static @Nullable Boolean rootless(String text) throws UsageException {
        if (text.isEmpty() || text.equals("auto")) {
            return null;
        }
        Boolean truth = ArgumentParser.truth(text);
        if (truth == null) {
            throw new UsageException(
                    null, "", "invalid value \"" + text + "\" for flag -rootless: use true, false or auto", null);
        }
        return truth;
    }

    private static String root(Request request, String given) throws Refusal {
        if (!given.isEmpty()) {
            String root = request.absolute(given);
            if (Paths.clean(root).equals("/")) {
                throw new Refusal("the state root must not be /", "", "give --root a directory of its own");
            }
            return root;
        }
        String runtimeDirectory = request.variable("XDG_RUNTIME_DIR");
        return (request.uid() != 0 || request.nested()) && runtimeDirectory != null && !runtimeDirectory.isEmpty()
                ? runtimeDirectory + "/jrunc"
                : DEFAULT_ROOT;
    }

    private static String last(Map<String, List<String>> given, String name, String otherwise) {
        List<String> values = given.get(name);
        return values == null ? otherwise : values.get(values.size() - 1);
    }
}
