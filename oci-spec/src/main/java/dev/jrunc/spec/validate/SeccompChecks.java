package dev.jrunc.spec.validate;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the system call filter. */
final class SeccompChecks {
    private static final String ANCHOR = "config-linux.md#seccomp";
    private static final String NOTIFY = "SCMP_ACT_NOTIFY";
    private static final int ARGUMENTS = 6;

    private SeccompChecks() {}

    static void check(@Nullable Seccomp seccomp, Report report) {
        if (seccomp == null) {
            return;
        }
        action(seccomp.defaultAction(), "/linux/seccomp/defaultAction", report);
        errno(seccomp.defaultAction(), seccomp.defaultErrnoRet(), "/linux/seccomp/defaultErrnoRet", report);
        if (seccomp.defaultAction().equals(NOTIFY)) {
            report.must(
                    "/linux/seccomp/defaultAction",
                    ANCHOR,
                    NOTIFY + " cannot be used as default action",
                    "the runtime itself would wait for the agent for ever");
        }
        names(seccomp.architectures(), Names.SECCOMP_ARCHITECTURES, "arch", "architectures", report);
        List<String> flags = seccomp.flags();
        if (flags != null) {
            names(flags, Names.SECCOMP_FLAGS, "flag", "flags", report);
        }
        boolean notify = false;
        List<SeccompSyscall> rules = seccomp.syscalls();
        for (int i = 0; i < rules.size(); i++) {
            rule(rules.get(i), i, report);
            notify |= rules.get(i).action().equals(NOTIFY);
        }
        if (notify && seccomp.listenerPath() == null) {
            report.must("/linux/seccomp/listenerPath", ANCHOR, "a rule with " + NOTIFY + " needs a listenerPath");
        }
        if (seccomp.listenerMetadata() != null && seccomp.listenerPath() == null) {
            report.must(
                    "/linux/seccomp/listenerMetadata", ANCHOR, "listenerMetadata must not be set without listenerPath");
        }
    }

    private static void rule(SeccompSyscall rule, int index, Report report) {
        String action = rule.action();
        if (!Names.SECCOMP_ACTIONS.knows(action)) {
            action(action, "/linux/seccomp/syscalls/" + index + "/action", report);
        }
        if (rule.names().isEmpty()) {
            report.must("/linux/seccomp/syscalls/" + index + "/names", ANCHOR, "a rule needs at least one name");
        }
        if (rule.errnoRet() != null) {
            errno(action, rule.errnoRet(), "/linux/seccomp/syscalls/" + index + "/errnoRet", report);
        }
        if (action.equals(NOTIFY) && rule.names().contains("write")) {
            report.must(
                    "/linux/seccomp/syscalls/" + index + "/names",
                    ANCHOR,
                    NOTIFY + " cannot be used for the write syscall",
                    "the runtime itself would wait for the agent for ever");
        }
        List<SeccompArg> args = rule.args();
        for (int i = 0; i < args.size(); i++) {
            SeccompArg arg = args.get(i);
            if (arg.index() >= ARGUMENTS) {
                report.must(
                        "/linux/seccomp/syscalls/" + index + "/args/" + i + "/index",
                        ANCHOR,
                        "a system call has the arguments 0 to 5, found " + arg.index());
            }
            if (!Names.SECCOMP_OPERATORS.knows(arg.op())) {
                report.must(
                        "/linux/seccomp/syscalls/" + index + "/args/" + i + "/op",
                        ANCHOR,
                        "string " + arg.op() + " is not a valid operator for seccomp",
                        Names.SECCOMP_OPERATORS.hint(arg.op()));
            }
        }
    }

    private static void action(String action, String at, Report report) {
        if (action.isEmpty()) {
            report.must(at, ANCHOR, "the action is missing");
        } else if (!Names.SECCOMP_ACTIONS.knows(action)) {
            report.must(
                    at,
                    ANCHOR,
                    "string " + action + " is not a valid action for seccomp",
                    Names.SECCOMP_ACTIONS.hint(action));
        }
    }

    private static void errno(String action, @Nullable Long errno, String at, Report report) {
        if (errno == null) {
            return;
        }
        if (!action.equals("SCMP_ACT_ERRNO") && !action.equals("SCMP_ACT_TRACE")) {
            report.must(at, ANCHOR, "only SCMP_ACT_ERRNO and SCMP_ACT_TRACE return an errno, not " + action);
            return;
        }
        // The kernel would make 4095 of a greater errno; a tracer is told any 16 bits.
        int most = action.equals("SCMP_ACT_ERRNO") ? 4095 : 0xffff;
        if (errno > most) {
            report.must(at, "seccomp(2)", "expected at most " + most + ", found " + errno);
        }
    }

    private static void names(List<String> names, Vocabulary known, String kind, String property, Report report) {
        for (int i = 0; i < names.size(); i++) {
            if (!known.knows(names.get(i))) {
                report.must(
                        "/linux/seccomp/" + property + "/" + i,
                        ANCHOR,
                        "string " + names.get(i) + " is not a valid " + kind + " for seccomp",
                        known.hint(names.get(i)));
            }
        }
    }
}
