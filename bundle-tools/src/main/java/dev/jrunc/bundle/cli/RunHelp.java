package dev.jrunc.bundle.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.IHelpSectionRenderer;
import picocli.CommandLine.Model.OptionSpec;

/** Lays help out as runc does (NAME, USAGE, …): scripts read its first two lines. */
final class RunHelp {
    private RunHelp() {}

    static void install(CommandLine line) {
        Map<String, IHelpSectionRenderer> sections = new LinkedHashMap<>();
        sections.put("name", help -> "NAME:" + eol() + "   " + qualified(help) + " - " + summary(help) + eol() + eol());
        sections.put("usage", help -> "USAGE:" + eol() + "   " + usage(help) + eol() + eol());
        sections.put("description", RunHelp::description);
        sections.put(
                "commands",
                help -> help.subcommands().isEmpty() ? "" : "COMMANDS:" + eol() + help.commandList() + eol());
        sections.put("arguments", help -> section("ARGUMENTS", help.parameterList()));
        sections.put("options", help -> section("OPTIONS", help.optionList()));
        apply(line, sections);
    }

    private static void apply(CommandLine line, Map<String, IHelpSectionRenderer> sections) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("show help")
                        .build());
        line.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .sectionKeys(List.copyOf(sections.keySet()))
                .sectionMap(sections);
        // A command stands there once for each of its names.
        for (CommandLine subcommand : new LinkedHashSet<>(line.getSubcommands().values())) {
            apply(subcommand, sections);
        }
    }

    private static String section(String title, String body) {
        return body.isEmpty() ? "" : title + ":" + eol() + body + eol();
    }

    private static String description(Help help) {
        String[] lines = help.commandSpec().usageMessage().description();
        if (lines.length <= 1) {
            return "";
        }
        StringBuilder out = new StringBuilder("DESCRIPTION:" + eol());
        for (int i = 1; i < lines.length; i++) {
            out.append("   ").append(lines[i]).append(eol());
        }
        return out + eol();
    }

    private static String qualified(Help help) {
        return help.commandSpec().qualifiedName();
    }

    private static String summary(Help help) {
        String[] description = help.commandSpec().usageMessage().description();
        return description.length == 0 ? "" : description[0];
    }

    private static String usage(Help help) {
        String[] custom = help.commandSpec().usageMessage().customSynopsis();
        String rest = custom.length > 0 ? custom[0] : "[command options]";
        return qualified(help) + " " + rest;
    }

    private static String eol() {
        return System.lineSeparator();
    }
}
