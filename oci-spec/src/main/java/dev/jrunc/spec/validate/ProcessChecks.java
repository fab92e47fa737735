package dev.jrunc.spec.validate;

import dev.jrunc.spec.ConsoleSize;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.User;
import java.util.List;

/** Checks what is executed, where and as whom. */
final class ProcessChecks {
    private static final String PROCESS = "config.md#process";
    private static final String USER = "config.md#posix-platform-user";
    private static final long NO_ID = 0xffff_ffffL;
    private static final int GROUPS_MAX = 65536; // NGROUPS_MAX

    private ProcessChecks() {}

    static void check(Process process, String at, Report report) {
        // runc's words, and its order.
        if (process.cwd().isEmpty()) {
            report.must(at + "/cwd", PROCESS, "Cwd property must not be empty");
        } else if (process.cwd().charAt(0) != '/') {
            report.must(at + "/cwd", PROCESS, "Cwd must be an absolute path, found \"" + process.cwd() + "\"");
        }
        if (process.args().isEmpty()) {
            report.must(at + "/args", "config.md#posix-process", "args must not be empty");
        }
        noNul(process.args(), at + "/args", report);
        env(process.env(), at, report);
        user(process.user(), at, report);
        Integer score = process.oomScoreAdj();
        if (score != null && (score < -1000 || score > 1000)) {
            report.must(at + "/oomScoreAdj", "proc(5)", "expected -1000 to 1000, found " + score);
        }
        ConsoleSize size = process.consoleSize();
        if (size != null && (tooLong(size.height()) || tooLong(size.width()))) {
            report.warn(at + "/consoleSize", "ioctl_tty(2)", "a terminal has at most 65535 rows and columns");
        }
    }

    private static boolean tooLong(long side) {
        return Long.compareUnsigned(side, 0xffff) > 0;
    }

    private static void env(List<String> env, String at, Report report) {
        for (int i = 0; i < env.size(); i++) {
            int equals = env.get(i).indexOf('=');
            if (equals < 0) {
                report.must(
                        at + "/env/" + i,
                        PROCESS,
                        "invalid environment variable: missing '=' in \"" + env.get(i) + "\"");
            } else if (equals == 0) {
                report.must(
                        at + "/env/" + i,
                        PROCESS,
                        "invalid environment variable: the name is empty in \"" + env.get(i) + "\"");
            }
        }
        noNul(env, at + "/env", report);
    }

    private static void noNul(List<String> values, String at, Report report) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).indexOf('\0') >= 0) {
                report.must(at + "/" + i, "execve(2)", "the string holds a NUL character");
            }
        }
    }

    /** To the kernel the largest id means "leave as it is": the process would keep the ids of the runtime. */
    private static void user(User user, String at, Report report) {
        if (user.uid() == NO_ID) {
            report.must(at + "/user/uid", USER, "4294967295 is no user id");
        }
        if (user.gid() == NO_ID) {
            report.must(at + "/user/gid", USER, "4294967295 is no group id");
        }
        List<Long> gids = user.additionalGids();
        if (gids.size() > GROUPS_MAX) {
            report.must(at + "/user/additionalGids", "setgroups(2)", "more than " + GROUPS_MAX + " groups");
        }
        for (int i = 0; i < gids.size(); i++) {
            if (gids.get(i) == NO_ID) {
                report.must(at + "/user/additionalGids/" + i, USER, "4294967295 is no group id");
            }
        }
        Long umask = user.umask();
        if (umask != null && umask > 0777) {
            report.warn(at + "/user/umask", USER, "only the lowest nine bits of a umask have a meaning");
        }
    }
}
