package dev.jrunc.cli;

import dev.jrunc.host.BuildId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Manual pages in the man(7) macros, made from the table of commands and options. */
final class ManPage {
    private ManPage() {}

    /** The page of the program, or of one of its commands. */
    static String of(String program, @Nullable CommandSyntax command) {
        return command == null ? page(program) : page(program, command);
    }

    private static String page(String program) {
        CommandSyntax globals = Syntax.globals();
        StringBuilder out = head(program, program, globals.summary());
        out.append(".B ").append(text(program)).append("\n[global options] command [command options] [arguments...]\n");
        out.append(".SH DESCRIPTION\n")
                .append(text("Makes and runs containers from OCI bundles: a directory with a root filesystem and a"
                        + " config.json. It takes the commands, options and texts of runc, so that container engines"
                        + " can use the one in the place of the other."))
                .append("\n.SH COMMANDS\n");
        for (CommandSyntax command : Syntax.commands()) {
            out.append(".TP\n.BR ")
                    .append(text(program + "-" + command.name()))
                    .append(" (8)\n")
                    .append(text(command.summary()))
                    .append('\n');
        }
        options(out, "GLOBAL OPTIONS", globals);
        out.append(".SH EXIT STATUS\n")
                .append(text("0 when the command did what it was asked to, 1 when not. run and exec exit as the process"
                        + " of the container does, with 128+N when signal N ended it; exec exits with 255 when it could"
                        + " not start the process."))
                .append("\n.SH FILES\n.TP\n.I /run/jrunc\n")
                .append(text("the state of root's containers, a directory each; $XDG_RUNTIME_DIR/jrunc for others"))
                .append("\n.SH EXAMPLES\n.EX\nmkdir \\-p b/rootfs/bin\ncp /bin/busybox b/rootfs/bin/sh\ncd b\n")
                .append(text(program))
                .append(" spec\n")
                .append(text(program))
                .append(" run c1\n.EE\n");
        return out.toString();
    }

    private static String page(String program, CommandSyntax command) {
        StringBuilder out = head(program + "-" + command.name(), program, command.summary());
        out.append(".B ")
                .append(text(program + " " + command.name()))
                .append("\n[command options] ")
                .append(text(command.words()))
                .append('\n');
        options(out, "OPTIONS", command);
        return out.append(".SH SEE ALSO\n.BR ")
                .append(text(program))
                .append(" (8)\n")
                .toString();
    }

    private static StringBuilder head(String name, String program, String summary) {
        return new StringBuilder(".TH ")
                .append(text(name.toUpperCase(Locale.ROOT)))
                .append(" 8 \"\" \"")
                .append(text(program + " " + BuildId.version()))
                .append("\"\n.SH NAME\n")
                .append(text(name))
                .append(" \\- ")
                .append(text(summary))
                .append("\n.SH SYNOPSIS\n");
    }

    private static void options(StringBuilder out, String title, CommandSyntax command) {
        out.append(".SH ").append(title).append('\n');
        for (OptionSyntax option : command.shown()) {
            out.append(".TP\n.B ");
            if (option.letter() != 0) {
                out.append("\\-").append(option.letter()).append(", ");
            }
            out.append("\\-\\-").append(text(option.name()));
            if (option.takesValue()) {
                out.append(' ').append(text(option.value()));
            }
            out.append('\n').append(text(option.description())).append('\n');
        }
    }

    /** A dot or an apostrophe that begins a line would be a request; a bare minus sign is a hyphen. */
    private static String text(String plain) {
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
