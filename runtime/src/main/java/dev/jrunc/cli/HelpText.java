package dev.jrunc.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Renders the table of commands and options as help, under the headings that people know from runc. */
final class HelpText {
    private static final int WIDTH = 80;

    private HelpText() {}

    /** The help of the program itself. */
    static String of(String program) {
        CommandSpec spec = spec(program, Syntax.globals());
        spec.usageMessage()
                .customSynopsis("   " + program + " [global options] command [command options] [arguments...]");
        for (CommandSyntax syntax : Syntax.commands()) {
            spec.addSubcommand(syntax.name(), spec(program + " " + syntax.name(), syntax));
        }
        spec.usageMessage()
                .commandListHeading("%nCOMMANDS:%n")
                .optionListHeading("%nGLOBAL OPTIONS:%n")
                .footer("", "A container by hand:", "", "    # " + program + " run [ -b bundle ] <container-id>");
        return render(spec);
    }

    /** The help of one command. */
    static String of(String program, CommandSyntax syntax) {
        CommandSpec spec = spec(program + " " + syntax.name(), syntax);
        spec.usageMessage()
                .customSynopsis("   " + program + " " + syntax.name() + " [command options] " + syntax.words());
        return render(spec);
    }

    private static String render(CommandSpec spec) {
        return new CommandLine(spec).getUsageMessage(Ansi.OFF);
    }

    private static CommandSpec spec(String name, CommandSyntax syntax) {
        CommandSpec spec = CommandSpec.create().name(name);
        spec.usageMessage()
                .width(WIDTH)
                .headerHeading("NAME:%n   " + name + " - " + syntax.summary() + "%n%n")
                .synopsisHeading("USAGE:%n")
                .optionListHeading("%nOPTIONS:%n")
                .description(syntax.summary())
                .sectionKeys(List.of(
                        UsageMessageSpec.SECTION_KEY_HEADER_HEADING,
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
                        UsageMessageSpec.SECTION_KEY_SYNOPSIS,
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
                        UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                        UsageMessageSpec.SECTION_KEY_FOOTER));
        for (OptionSyntax option : syntax.options()) {
            List<String> names = new ArrayList<>(2);
            if (option.letter() != 0) {
                names.add("-" + option.letter());
            }
            names.add("--" + option.name());
            OptionSpec.Builder builder = OptionSpec.builder(names.toArray(new String[0]))
                    .description(option.description().replace("%", "%%"))
                    .hidden(option.hidden())
                    .arity(option.takesValue() ? "1" : "0");
            if (option.takesValue()) {
                builder.paramLabel(option.value()).type(String.class);
            } else {
                builder.type(boolean.class);
            }
            spec.addOption(builder.build());
        }
        return spec;
    }
}
