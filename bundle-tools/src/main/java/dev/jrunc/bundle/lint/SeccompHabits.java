package dev.jrunc.bundle.lint;

import dev.jrunc.spec.NearestName;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompSyscall;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a system call filter says without an error, and that was hardly meant. */
final class SeccompHabits {
    private static final String CLAUSE = "config-linux.md#seccomp";

    /** Those that end in the system call (TRACE and NOTIFY: as somebody else decides). */
    private static final Set<String> PASSING =
            Set.of("SCMP_ACT_ALLOW", "SCMP_ACT_LOG", "SCMP_ACT_TRACE", "SCMP_ACT_NOTIFY");

    private SeccompHabits() {}

    static void check(@Nullable Seccomp seccomp, Findings findings) {
        if (seccomp == null) {
            return;
        }
        if (!passes(seccomp, "execve")) {
            findings.should(
                    "/linux/seccomp",
                    CLAUSE,
                    "denies execve(2), with which every container's process begins",
                    "allow execve");
        }
        if (!passes(seccomp, "exit_group")) {
            findings.should(
                    "/linux/seccomp",
                    CLAUSE,
                    "denies exit_group(2), with which every process ends",
                    "allow exit and exit_group");
        }
        names(seccomp.syscalls(), findings);
    }

    /** Whether there is a way for it; a rule with conditions may be one. */
    private static boolean passes(Seccomp seccomp, String name) {
        boolean named = false;
        for (SeccompSyscall rule : seccomp.syscalls()) {
            if (rule.names().contains(name)) {
                if (PASSING.contains(rule.action())) {
                    return true;
                }
                named |= rule.args().isEmpty();
            }
        }
        return !named && PASSING.contains(seccomp.defaultAction());
    }

    /** Runtimes pass over a name that they do not know: engines list system calls that are newer than the kernel. */
    private static void names(List<SeccompSyscall> rules, Findings findings) {
        String[] known = rules.isEmpty() ? new String[0] : known();
        for (int i = 0; i < rules.size(); i++) {
            List<String> names = rules.get(i).names();
            for (int j = 0; j < names.size(); j++) {
                if (Arrays.binarySearch(known, names.get(j)) < 0) {
                    String nearest = NearestName.of(names.get(j), known);
                    findings.may(
                            "/linux/seccomp/syscalls/" + i + "/names/" + j,
                            CLAUSE,
                            "no architecture is known to have a system call \"" + names.get(j) + "\", it is ignored",
                            nearest == null ? null : "did you mean \"" + nearest + "\"?");
                }
            }
        }
    }

    /** The first column of the table that the runtime's numbers come from, which is sorted. */
    private static String[] known() {
        try (InputStream in = Objects.requireNonNull(SeccompHabits.class.getResourceAsStream("syscalls.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.substring(0, line.indexOf('\t')))
                    .toArray(String[]::new);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
