package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.User;
import dev.jrunc.spec.json.ProcessReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The process that {@code exec} starts: that of --process, or the container's own changed by the options. */
final class ExecProcess {
    private ExecProcess() {}

    /** @param declared the process of the saved configuration */
    static Process of(Session session, Invocation invocation, Process declared) throws Refusal, IOException {
        String file = invocation.value("process");
        boolean terminal = invocation.flag("tty");
        Process process = file == null
                ? changed(invocation, declared, terminal)
                : completed(read(session, file), declared, terminal);
        Problem problem = ConfigValidator.firstError(ConfigValidator.validate(process));
        if (problem != null) {
            boolean empty = process.args().isEmpty();
            throw new Refusal(
                    empty ? "process args cannot be empty" : problem.message(),
                    file == null ? "" : place(file) + problem.pointer(),
                    empty && file == null ? "the command stands behind the id" : problem.hint());
        }
        return process;
    }

    /** Tells the plan which values of the process are not in config.json. */
    static PlanWriter placed(PlanWriter plan, Invocation invocation) {
        String file = invocation.value("process");
        if (file != null) {
            return plan.elsewhere("/process", place(file));
        }
        plan.elsewhere("/process/args", "");
        plan.elsewhere("/process/terminal", "");
        option(plan, invocation, "/process/cwd", "cwd");
        option(plan, invocation, "/process/user", "user");
        option(plan, invocation, "/process/apparmorProfile", "apparmor");
        option(plan, invocation, "/process/selinuxLabel", "process-label");
        return plan;
    }

    private static String place(String file) {
        return "--process " + file + ": ";
    }

    private static void option(PlanWriter plan, Invocation invocation, String pointer, String option) {
        if (invocation.text(option) != null) {
            plan.elsewhere(pointer, "");
        }
    }

    private static Process read(Session session, String file) throws Refusal, IOException {
        Answer answer = session.read(session.request().absolute(file), Containers.MAX_CONFIG);
        if (!answer.found()) {
            throw new Refusal("--process: open " + file + ": " + Errno.words(answer.errno()));
        }
        try {
            return ProcessReader.read(answer.bytes(), file, null);
        } catch (SpecException e) {
            throw new Refusal(e.problem().text());
        }
    }

    /** What the file does not say is as for the container: a process that enters is bound like the others. */
    private static Process completed(Process p, Process declared, boolean terminal) {
        return new Process(
                terminal ? Boolean.TRUE : p.terminal(),
                p.consoleSize(),
                withUmask(p.user(), declared.user()),
                p.args(),
                p.env(),
                p.cwd(),
                p.capabilities() == null ? declared.capabilities() : p.capabilities(),
                p.rlimits().isEmpty() ? declared.rlimits() : p.rlimits(),
                // Absent is false here: Go leaves a false out, and engines mean it.
                p.noNewPrivileges(),
                given(p.apparmorProfile(), declared.apparmorProfile()),
                given(p.selinuxLabel(), declared.selinuxLabel()),
                p.oomScoreAdj() == null ? declared.oomScoreAdj() : p.oomScoreAdj(),
                p.scheduler() == null ? declared.scheduler() : p.scheduler(),
                p.ioPriority() == null ? declared.ioPriority() : p.ioPriority(),
                p.execCPUAffinity() == null ? declared.execCPUAffinity() : p.execCPUAffinity());
    }

    private static User withUmask(User user, User declared) {
        return user.umask() != null ? user : new User(user.uid(), user.gid(), declared.umask(), user.additionalGids());
    }

    private static Process changed(Invocation invocation, Process p, boolean terminal) throws Refusal {
        List<String> words = invocation.positionals();
        String cwd = invocation.text("cwd");
        String noNewPrivileges = invocation.value("no-new-privs");
        return new Process(
                terminal,
                p.consoleSize(),
                user(invocation, p.user()),
                words.subList(1, words.size()),
                joined(p.env(), invocation.values("env")),
                cwd == null ? p.cwd() : cwd,
                capabilities(invocation.values("cap"), p.capabilities()),
                p.rlimits(),
                noNewPrivileges == null ? p.noNewPrivileges() : Boolean.valueOf(noNewPrivileges.equals("true")),
                given(invocation.value("apparmor"), p.apparmorProfile()),
                given(invocation.value("process-label"), p.selinuxLabel()),
                p.oomScoreAdj(),
                p.scheduler(),
                p.ioPriority(),
                p.execCPUAffinity());
    }

    private static User user(Invocation invocation, User declared) throws Refusal {
        String user = invocation.text("user");
        List<String> more = invocation.values("additional-gids");
        if (user == null && more.isEmpty()) {
            return declared;
        }
        long uid = declared.uid();
        long gid = declared.gid();
        if (user != null) {
            int colon = user.indexOf(':');
            uid = UserId.parse(colon < 0 ? user : user.substring(0, colon), "--user");
            gid = colon < 0 ? gid : UserId.parse(user.substring(colon + 1), "--user");
        }
        List<Long> groups = new ArrayList<>(declared.additionalGids());
        for (int i = 0; i < more.size(); i++) {
            Long group = UserId.parse(more.get(i), "--additional-gids");
            if (!groups.contains(group)) {
                groups.add(group);
            }
        }
        return new User(uid, gid, declared.umask(), groups);
    }

    /** Never to the inheritable set (CVE-2022-29162); ambient ones need it, so they follow it. */
    private static @Nullable Capabilities capabilities(List<String> more, @Nullable Capabilities declared) {
        if (more.isEmpty()) {
            return declared;
        }
        if (declared == null) {
            return new Capabilities(more, more, List.of(), more, List.of());
        }
        return new Capabilities(
                joined(declared.bounding(), more),
                joined(declared.effective(), more),
                declared.inheritable(),
                joined(declared.permitted(), more),
                declared.inheritable().isEmpty() ? declared.ambient() : joined(declared.ambient(), more));
    }

    private static List<String> joined(List<String> first, List<String> second) {
        if (second.isEmpty()) {
            return first;
        }
        List<String> all = new ArrayList<>(first.size() + second.size());
        all.addAll(first);
        all.addAll(second);
        return all;
    }

    private static @Nullable String given(@Nullable String option, @Nullable String otherwise) {
        return option == null || option.isEmpty() ? otherwise : option;
    }
}
