package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.BlockIo;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Pids;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.json.ResourcesReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code update} is asked for: the document of --resources, or else the options. */
final class UpdateOptions {
    private static final String UNITS = "kmgtp";

    private UpdateOptions() {}

    static Resources read(Session session, Invocation invocation) throws Refusal, IOException {
        String file = invocation.text("resources");
        Resources given = file == null ? options(invocation) : document(session, file);
        Problem problem = ConfigValidator.firstError(ConfigValidator.validate(given));
        if (problem != null) {
            String place = place(invocation);
            String property = problem.pointer().substring(1).replace('/', '.');
            throw place.isEmpty()
                    ? new Refusal(property + ": " + problem.message(), "", problem.hint())
                    : new Refusal(problem.message(), place + problem.pointer(), problem.hint());
        }
        return given;
    }

    /** What stands in front of a pointer into a document of resources; "" where there is none. */
    static String place(Invocation invocation) {
        String file = invocation.text("resources");
        return file == null ? "" : "--resources " + file + ": ";
    }

    private static Resources document(Session session, String file) throws Refusal, IOException {
        String name = file.equals("-") ? "standard input" : file;
        Answer answer = session.read(file.equals("-") ? file : session.request().absolute(file), Containers.MAX_CONFIG);
        if (!answer.found()) {
            throw new Refusal("--resources: open " + name + ": " + Errno.words(answer.errno()));
        }
        try {
            return ResourcesReader.read(answer.bytes(), name, null);
        } catch (SpecException e) {
            throw new Refusal(e.problem().text());
        }
    }

    private static Resources options(Invocation in) throws Refusal {
        Memory memory = new Memory(
                size(in, "memory"),
                size(in, "memory-reservation"),
                size(in, "memory-swap"),
                size(in, "kernel-memory"),
                size(in, "kernel-memory-tcp"),
                null,
                null,
                null,
                null);
        Cpu cpu = new Cpu(
                unsigned(in, "cpu-share"),
                number(in, "cpu-quota"),
                unsigned(in, "cpu-burst"),
                unsigned(in, "cpu-period"),
                number(in, "cpu-rt-runtime"),
                unsigned(in, "cpu-rt-period"),
                in.text("cpuset-cpus"),
                in.text("cpuset-mems"),
                number(in, "cpu-idle"));
        Long pids = number(in, "pids-limit");
        Long weight = number(in, "blkio-weight");
        int narrow = weight == null ? 0 : (int) Math.max(-1, Math.min(weight, Integer.MAX_VALUE));
        BlockIo io = new BlockIo(narrow, null, List.of(), List.of(), List.of(), List.of(), List.of());
        return new Resources(
                List.of(),
                memory,
                cpu,
                pids == null ? null : new Pids(pids),
                weight == null ? null : io,
                List.of(),
                null,
                Map.of(),
                Map.of());
    }

    private static @Nullable Long number(Invocation in, String option) throws Refusal {
        String value = in.text(option);
        try {
            return value == null ? null : Long.valueOf(value);
        } catch (NumberFormatException e) {
            throw invalid(option, "\"" + value + "\" is no integer");
        }
    }

    private static @Nullable Long unsigned(Invocation in, String option) throws Refusal {
        String value = in.text(option);
        try {
            return value == null ? null : Long.valueOf(Long.parseUnsignedLong(value));
        } catch (NumberFormatException e) {
            throw invalid(option, "\"" + value + "\" is no integer from 0 on");
        }
    }

    private static @Nullable Long size(Invocation in, String option) throws Refusal {
        String value = in.text(option);
        if (value == null) {
            return null;
        }
        long bytes = value.equals("-1") ? -1 : bytes(value);
        if (bytes < -1) {
            // Callers know the words from runc.
            throw invalid(option, "invalid size: '" + value + "'");
        }
        return bytes;
    }

    /** {@code 50M}, {@code 1.5g}, {@code 2GiB}, {@code 4096}: units are powers of 1024; -2 for anything else. */
    static long bytes(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < lower.length() && (lower.charAt(end) == '.' || Character.isDigit(lower.charAt(end)))) {
            end++;
        }
        String unit = lower.substring(end).strip();
        int power = unit.isEmpty() ? -1 : UNITS.indexOf(unit.charAt(0));
        String rest = power < 0 ? unit : unit.substring(1);
        boolean known = rest.isEmpty() || rest.equals("b") || (power >= 0 && rest.equals("ib"));
        try {
            double number = Double.parseDouble(lower.substring(0, end));
            double bytes = number * (double) (1L << (10 * (power + 1)));
            return known && bytes < (double) Long.MAX_VALUE ? (long) bytes : -2;
        } catch (NumberFormatException e) {
            return -2;
        }
    }

    private static Refusal invalid(String option, String why) {
        return new Refusal("invalid value for " + option + ": " + why);
    }
}
