package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import dev.jrunc.spec.NearestName;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Builds the command line, and turns what goes wrong on it into words and an exit status. */
public final class CommandLines {
    private static final int MANY = 50;

    private CommandLines() {}

    /** {@code jrunc bundle create …}, {@code jrunc-bundle create …} and {@code jrunc spec …} are all one tree. */
    public static int run(String program, String[] args) {
        String name = program;
        String[] rest = args;
        if (args.length > 0 && args[0].equals("bundle")) {
            name = program + " bundle";
            rest = Arrays.copyOfRange(args, 1, args.length);
        }
        if (rest.length > 0 && (rest[0].equals("help") || rest[0].equals("h"))) {
            rest = rest.length == 1 ? new String[] {"--help"} : helpTopic(rest[1]);
        }
        CommandLine line = create(name, program, rest.length == 0 ? "" : rest[0]);
        boolean table = rest.length > 0 && (rest[0].equals("generate") || rest[0].equals("edit"));
        return line.execute(table ? GoFlags.plain(List.of(rest)).toArray(new String[0]) : doubleDashed(rest, line));
    }

    private static String[] helpTopic(String topic) {
        return topic.equals("lint") || commands("").containsKey(topic)
                ? new String[] {topic, "--help"}
                : new String[] {topic};
    }

    /** Go's flags may have one dash or two, so callers of runc write {@code -bundle} as well. */
    private static String[] doubleDashed(String[] args, CommandLine line) {
        CommandLine spec = line.getSubcommands().get("spec");
        if (spec == null || args.length == 0 || !args[0].equals("spec")) {
            return args;
        }
        Set<String> names = spec.getCommandSpec().optionsMap().keySet();
        String[] result = args.clone();
        for (int i = 0; i < result.length && !result[i].equals("--"); i++) {
            int equals = result[i].indexOf('=');
            String name = equals < 0 ? result[i] : result[i].substring(0, equals);
            if (name.length() > 2 && names.contains("-" + name)) {
                result[i] = "-" + result[i];
            }
        }
        return result;
    }

    private static Map<String, Supplier<Object>> commands(String program) {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("spec", () -> new SpecCommand(program));
        // What follows the bundle is the program's, options and all.
        commands.put("create", () -> new CommandLine(new CreateCommand(program)).setStopAtPositional(true));
        commands.put("rootfs", () -> new RootfsCommand(program));
        commands.put("unpack", () -> new UnpackCommand(program));
        commands.put("pull", () -> new PullCommand(program));
        commands.put("verify", () -> new VerifyCommand(program));
        commands.put("digest", DigestCommand::new);
        // --args takes anything, an option of this command too.
        commands.put(
                "generate",
                () -> new CommandLine(EditCommand.generate(program)).setAllowOptionsAsOptionParameters(true));
        commands.put("edit", () -> new CommandLine(EditCommand.edit()).setAllowOptionsAsOptionParameters(true));
        commands.put("validate", ValidateCommand::new);
        commands.put("diff", DiffCommand::new);
        commands.put("schema", SchemaCommand::new);
        return commands;
    }

    /** @param called the command that the others are left out for, as each takes its time to make; any other word for all */
    private static CommandLine create(String name, String program, String called) {
        CommandLine line = new CommandLine(
                CommandSpec.forAnnotatedObject(new BundleCommand()).name(name));
        Map<String, Supplier<Object>> commands = commands(program);
        String only = called.equals("lint") ? "validate" : called;
        if (commands.containsKey(only)) {
            commands.keySet().retainAll(Set.of(only));
        }
        commands.forEach((command, make) -> line.addSubcommand(command, make.get()));
        RunHelp.install(line);
        line.registerConverter(long.class, CommandLines::number);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof BundleException) {
                Report.toStderr(program).error(String.valueOf(failure.getMessage()));
                return command.getCommandSpec().exitCodeOnExecutionException();
            }
            throw failure;
        });
        line.setParameterExceptionHandler((failure, words) -> usageError(program, failure));
        return line;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is no whole number");
        }
    }

    private static String meant(String word, Set<String> known) {
        String nearest = NearestName.of(word, known.toArray(new String[0]));
        return nearest == null ? "" : "; did you mean \"" + nearest + "\"?";
    }

    /** In runc's words, on the streams runc uses for them. */
    private static int usageError(String program, ParameterException failure) {
        CommandLine command = failure.getCommandLine();
        String message = String.valueOf(failure.getMessage());
        String intro = "Incorrect Usage: ";
        if (message.startsWith("Missing required parameter for option '--")) {
            message = "flag needs an argument: -" + message.split("'", 3)[1].substring(2);
        } else if (failure instanceof UnmatchedArgumentException unmatched) {
            List<String> words = unmatched.getUnmatched();
            String word = words.isEmpty() ? "" : words.get(0);
            if (word.startsWith("-")) {
                String name = word.replaceFirst("^-+", "");
                message = "flag provided but not defined: -" + name
                        + meant(
                                "--" + name,
                                command.getCommandSpec().optionsMap().keySet());
            } else if (command.getSubcommands().isEmpty()) {
                int count = command.getCommandSpec().positionalParameters().size();
                message = program + ": \"" + command.getCommandName() + "\" requires exactly " + count + " argument(s)";
                intro = "";
            } else {
                message = "No help topic for '" + word + "'"
                        + meant(word, command.getSubcommands().keySet());
                intro = "";
            }
        }
        PrintWriter out = command.getOut();
        out.println(intro.isEmpty() ? "Incorrect Usage." : intro + message);
        out.println();
        // Some commands have so many options that their list would hide the reason.
        out.print(
                command.getCommandSpec().options().size() > MANY
                        ? "See " + command.getCommandSpec().qualifiedName() + " --help" + System.lineSeparator()
                        : command.getUsageMessage());
        out.flush();
        Report.toStderr(program).error(message);
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
