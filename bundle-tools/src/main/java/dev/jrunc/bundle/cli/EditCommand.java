package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.edit.ConfigTree;
import dev.jrunc.bundle.edit.EditOption;
import dev.jrunc.bundle.edit.Edits;
import dev.jrunc.bundle.edit.RuntimeTool;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.ConfigText;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.lint.DocumentKind;
import dev.jrunc.bundle.lint.Finding;
import dev.jrunc.bundle.lint.Level;
import dev.jrunc.bundle.lint.Lint;
import dev.jrunc.bundle.lint.Place;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Documents;
import dev.jrunc.bundle.report.Replacement;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code generate} and {@code edit}: a config.json by options, from the table of changes. */
final class EditCommand implements Callable<Integer> {
    /** Where the document to change comes from. */
    private interface Base {
        ConfigTree read(ParseResult words) throws BundleException;
    }

    /** Where the changed document goes. */
    private interface Goal {
        void write(ParseResult words, ConfigTree config) throws BundleException;
    }

    static final String SECCOMP_ONLY = "--linux-seccomp-only";

    private final CommandSpec spec;
    private final Base base;
    private final Goal goal;

    private EditCommand(String synopsis, Base base, Goal goal, String... description) {
        this.base = base;
        this.goal = goal;
        this.spec = CommandSpec.wrapWithoutInspection(this);
        spec.usageMessage().description(description).customSynopsis(synopsis);
        for (EditOption option : Edits.all()) {
            List<String> names = new ArrayList<>(List.of(option.name()));
            names.addAll(RuntimeTool.otherNames(option.name()));
            OptionSpec.Builder builder = OptionSpec.builder(names.toArray(new String[0]))
                    .description(option.description().replace("%", "%%"));
            if (option.takesValue()) {
                builder.arity("1").paramLabel(option.label()).type(List.class).auxiliaryTypes(String.class);
            } else {
                builder.arity("0").type(boolean.class);
            }
            spec.addOption(builder.build());
        }
        for (String name : RuntimeTool.elsewhere().keySet()) {
            spec.addOption(OptionSpec.builder(name)
                    .arity("0..1")
                    .type(String.class)
                    .hidden(true)
                    .build());
        }
        spec.addOption(OptionSpec.builder("--force")
                .type(boolean.class)
                .description("write it even though no container can be made of it")
                .build());
        spec.addOption(OptionSpec.builder("--host-specific")
                .type(boolean.class)
                .description("refuse what can't be had on this machine as well")
                .build());
    }

    static CommandSpec generate(String program) {
        CommandSpec spec = new EditCommand(
                        "[options]",
                        words -> template(program, words),
                        EditCommand::print,
                        "write a new config.json: what spec writes, or a template, with the changes asked for",
                        "Removals are made before additions; --set and --unset come last.",
                        "",
                        "    jrunc-bundle generate --args /bin/httpd --args -f --linux-seccomp-profile docker > config.json")
                .spec;
        spec.addOption(string("--template", "FILE", "start from this file, - for standard input"));
        spec.addOption(OptionSpec.builder("--rootless")
                .type(boolean.class)
                .description("start from what spec --rootless writes")
                .build());
        spec.addOption(OptionSpec.builder(SECCOMP_ONLY)
                .type(boolean.class)
                .description("write the system call filter alone, as engines take it for a profile")
                .build());
        spec.addOption(string("--output", "FILE", "write it there instead of to standard output"));
        return spec;
    }

    static CommandSpec edit() {
        CommandSpec spec = new EditCommand(
                        "[options] [WHAT]",
                        words -> parse(what(words)),
                        (words, config) -> write(what(words), config.text()),
                        "change a config.json",
                        "WHAT is a bundle (default: the current directory), a file, or - to change what comes from",
                        "standard input and print it. The file is replaced as a whole, or not at all.",
                        "Removals are made before additions; --set and --unset come last.",
                        "",
                        "    jrunc-bundle edit --mounts-add /srv:/srv:bind:ro --process-cap-drop KILL box")
                .spec;
        spec.addPositional(PositionalParamSpec.builder()
                .arity("0..1")
                .paramLabel("WHAT")
                .type(String.class)
                .description("a bundle, a file, or -")
                .build());
        return spec;
    }

    private static OptionSpec string(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description)
                .build();
    }

    @Override
    public Integer call() throws BundleException {
        ParseResult words = spec.commandLine().getParseResult();
        for (Map.Entry<String, String> other : RuntimeTool.elsewhere().entrySet()) {
            if (words.hasMatchedOption(other.getKey())) {
                throw new BundleException(other.getKey() + " is oci-runtime-tool's: " + other.getValue());
            }
        }
        ConfigTree config = base.read(words);
        for (EditOption option : Edits.all()) {
            if (words.hasMatchedOption(option.name())) {
                List<String> none = List.of("");
                option.change()
                        .apply(config, option.takesValue() ? words.matchedOptionValue(option.name(), none) : none);
            }
        }
        if (!words.hasMatchedOption("--force") && isBad(config, words.hasMatchedOption("--host-specific"))) {
            return 1;
        }
        goal.write(words, config);
        return 0;
    }

    /** Tells of mistakes that nothing can be made of, and of what looks like a slip of the finger. */
    private boolean isBad(ConfigTree config, boolean host) {
        PrintWriter err = spec.commandLine().getErr();
        boolean bad = false;
        for (Finding finding : Lint.check(config.bytes(), DocumentKind.CONFIG, host ? new Place(null, true) : null)) {
            String hint = finding.hint();
            if (finding.level() == Level.MUST || (hint != null && hint.startsWith("did you mean"))) {
                err.println(finding.text("config.json"));
            }
            bad |= finding.level() == Level.MUST;
        }
        if (bad) {
            err.println("nothing was written; --force writes it all the same");
        }
        err.flush();
        return bad;
    }

    private static ConfigTree template(String program, ParseResult words) throws BundleException {
        String template = words.matchedOptionValue("--template", "");
        if (!template.isEmpty()) {
            return parse(template);
        }
        boolean rootless = words.hasMatchedOption("--rootless");
        String text = ConfigText.of(ConfigOptions.initial(program, rootless, HostFacts.read(rootless)));
        return ConfigTree.read(text.getBytes(StandardCharsets.UTF_8), "config.json");
    }

    private static void print(ParseResult words, ConfigTree config) throws BundleException {
        String file = words.matchedOptionValue("--output", "-");
        if (!words.hasMatchedOption(SECCOMP_ONLY)) {
            write(file, config.text());
            return;
        }
        String seccomp = config.seccompText();
        if (seccomp == null) {
            throw new BundleException(
                    SECCOMP_ONLY + ": there is no filter; give one, as --linux-seccomp-profile docker");
        }
        write(file, seccomp);
    }

    private static String what(ParseResult words) {
        String what = words.matchedPositionalValue(0, ".");
        return !what.equals("-") && Files.isDirectory(Path.of(what))
                ? Path.of(what).resolve("config.json").toString()
                : what;
    }

    private static ConfigTree parse(String file) throws BundleException {
        boolean stdin = file.equals("-");
        return ConfigTree.read(Documents.read(stdin ? null : Path.of(file)), stdin ? "stdin" : file);
    }

    private static void write(String file, String text) throws BundleException {
        if (file.equals("-")) {
            System.out.print(text);
            System.out.flush();
        } else {
            Replacement.write(Path.of(file), text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
