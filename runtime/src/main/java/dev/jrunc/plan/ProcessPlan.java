package dev.jrunc.plan;

import dev.jrunc.spec.Capabilities;
import dev.jrunc.spec.ConsoleSize;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.MemoryPolicy;
import dev.jrunc.spec.Personality;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Rlimit;
import dev.jrunc.spec.User;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles {@code process} (config.md#process) to the last operations before execve(2). */
final class ProcessPlan {
    /** Lines of runc's that its integration suite (debug.bats, exec.bats) and log readers look for. */
    static final String SETUP = "nsexec container setup";

    static final String CHILD = "child process in init()";

    /** SECCOMP_FILTER_FLAG_NEW_LISTENER. */
    private static final int NEW_LISTENER = 1 << 3;
    /** SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV. */
    private static final int WAIT_KILLABLE_RECV = 1 << 5;

    private static final int DEFAULT_UMASK = 0022;

    private final Process process;
    private final List<String> environment;
    private final boolean privileged;
    private final int listenFds;
    private final byte @Nullable [] filter;
    private final int filterFlags;

    /**
     * @param privileged the caller is root of its user namespace
     * @param listenFds descriptors handed on by socket activation (sd_listen_fds(3)), 0: none
     * @param filter struct sock_filter[], null: no filter
     */
    ProcessPlan(Process process, boolean privileged, int listenFds, byte @Nullable [] filter, int filterFlags) {
        this.process = process;
        this.privileged = privileged;
        this.listenFds = listenFds;
        this.filter = filter;
        this.filterFlags = filterFlags;
        this.environment = environment();
    }

    void oomScore(PlanWriter plan) {
        Integer score = process.oomScoreAdj();
        if (score != null) {
            plan.at("/process/oomScoreAdj", "error setting the OOM score");
            plan.hint(Errno.EACCES, "a value below the caller's own needs CAP_SYS_RESOURCE");
            plan.op(PlanOp.OOM_SCORE).s(score.toString());
        }
    }

    /** Opens the process's end of a terminal, when it has one. */
    void terminal(PlanWriter plan, int flags) {
        if (Boolean.TRUE.equals(process.terminal())) {
            ConsoleSize size = process.consoleSize();
            plan.at("/process/terminal", "error setting up the terminal");
            plan.hint(Errno.ENOENT, "a terminal needs a mount of type devpts on /dev/pts");
            plan.op(PlanOp.CONSOLE_OPEN)
                    .u(size == null ? 0 : (int) size.height())
                    .u(size == null ? 0 : (int) size.width())
                    .u(flags);
            plan.at("", "");
        }
    }

    /** Makes a missing working directory, while the root can be written to. */
    void makeDirectory(PlanWriter plan) {
        if (!process.cwd().equals("/")) {
            plan.at("/process/cwd", "");
            plan.op(PlanOp.CWD).s(process.cwd()).u(PlanFlags.CWD_MAKE);
        }
    }

    /** What has to be done while the init stage is still privileged. */
    void privileged(PlanWriter plan, Linux linux) throws Refusal {
        plan.at("/process/cwd", "");
        plan.op(PlanOp.CWD).s(process.cwd()).u(0);
        Long umask = process.user().umask();
        plan.op(PlanOp.UMASK).u(umask == null ? DEFAULT_UMASK : umask.intValue() & 0777);
        if (noNewPrivileges()) {
            plan.op(PlanOp.NO_NEW_PRIVS);
        }
        SchedulingPlan.compile(process, plan);
        Personality personality = linux.personality();
        if (personality != null) {
            plan.at("/linux/personality", "");
            plan.op(PlanOp.PERSONALITY).u(personality.domain().equals("LINUX32") ? 0x0008 : 0);
        }
        label(
                plan,
                PlanFlags.LABEL_APPARMOR,
                process.apparmorProfile(),
                "/process/apparmorProfile",
                "unable to apply apparmor profile: apparmor failed to apply profile",
                "profile not loaded, or this kernel does not run AppArmor");
        selinux(plan, PlanFlags.LABEL_SELINUX);
        findHome(plan);
        for (int i = 0; i < process.rlimits().size(); i++) {
            Rlimit limit = process.rlimits().get(i);
            plan.at("/process/rlimits/" + i, "error setting rlimits for ready process");
            plan.hint(Errno.EPERM, limit.type() + ": ask for no more than the hard limit (ulimit -H)");
            plan.op(PlanOp.RLIMIT)
                    .u(Rlimits.number(limit.type()))
                    .l(limit.soft())
                    .l(limit.hard());
        }
        plan.at("", "");
        plan.op(PlanOp.STDIO).u((int) process.user().uid());
        MemoryPolicy memory = linux.memoryPolicy();
        if (memory != null) {
            MemoryPolicyPlan.compile(memory, plan);
        }
    }

    /** For names that may be right without their CAP_, "" when all have it. */
    private static String adviceOnPrefix(List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!names.get(i).startsWith("CAP_")) {
                return " (their names begin with CAP_)";
            }
        }
        return "";
    }

    /**
     * User, groups and capabilities.
     *
     * @param grantable bits that the runtime may grant; what is asked for beyond them is left out with a warning
     */
    void credentials(PlanWriter plan, long grantable, boolean setGroups) {
        User user = process.user();
        Capabilities capabilities = process.capabilities();
        long bounding = 0;
        long effective = 0;
        long permitted = 0;
        long inheritable = 0;
        long ambient = 0;
        if (capabilities != null) {
            List<String> missing = new ArrayList<>();
            bounding = Capability.bits(capabilities.bounding(), grantable, missing);
            permitted = Capability.bits(capabilities.permitted(), grantable, missing);
            permitted = within(plan, "permitted", capabilities.permitted(), permitted, bounding, "bounding");
            effective = Capability.bits(capabilities.effective(), grantable, missing);
            effective = within(plan, "effective", capabilities.effective(), effective, permitted, "permitted");
            inheritable = Capability.bits(capabilities.inheritable(), grantable, missing);
            inheritable = within(plan, "inheritable", capabilities.inheritable(), inheritable, bounding, "bounding");
            ambient = Capability.bits(capabilities.ambient(), grantable, missing);
            ambient = raisable(plan, capabilities.ambient(), ambient, permitted, inheritable);
            if (!missing.isEmpty()) {
                plan.op(PlanOp.WARN)
                        .s("ignoring unknown or unavailable capabilities: " + join(missing) + adviceOnPrefix(missing));
            }
        }
        ByteSink groups = new ByteSink(64);
        for (int i = 0; i < user.additionalGids().size(); i++) {
            groups.u32(user.additionalGids().get(i).intValue());
        }
        plan.at("/process/user", "error setting the user");
        plan.hint(Errno.EINVAL, "linux.uidMappings and gidMappings say which ids are");
        plan.op(PlanOp.CREDENTIALS)
                .u((int) user.uid())
                .u((int) user.gid())
                .b(groups.toBytes())
                .l(bounding)
                .l(effective)
                .l(permitted)
                .l(inheritable)
                .l(ambient)
                .u(setGroups ? PlanFlags.CREDENTIALS_SET_GROUPS : 0);
        plan.at("", "");
    }

    /** What capset(2) will grant: a set has nothing that the other lacks; config.md wants a warning, not a failure. */
    private static long within(
            PlanWriter plan, String set, List<String> names, long asked, long other, String nameOfOther) {
        if ((asked & ~other) == 0) {
            return asked;
        }
        List<String> left = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            int number = Capability.number(names.get(i));
            if (number >= 0 && (asked & ~other & 1L << number) != 0 && !left.contains(names.get(i))) {
                left.add(names.get(i));
            }
        }
        plan.op(PlanOp.WARN)
                .s("ignoring " + set + " capabilities that are not " + nameOfOther + " as well: " + join(left));
        return asked & other;
    }

    /**
     * What the kernel will raise (capabilities(7)): what is permitted and inheritable. A config that lists ambient
     * capabilities and no inheritable ones at all gets no warning: buildah makes every config so, and its user would
     * read it at each start.
     */
    private static long raisable(PlanWriter plan, List<String> names, long ambient, long permitted, long inheritable) {
        long raisable = ambient & permitted & inheritable;
        for (int i = 0; i < names.size() && inheritable != 0; i++) {
            int number = Capability.number(names.get(i));
            if (number >= 0 && (ambient & ~raisable & 1L << number) != 0) {
                plan.op(PlanOp.WARN).s("can't raise ambient capability " + names.get(i) + ": operation not permitted");
            }
        }
        return raisable;
    }

    /** Before the limits, one of which may be that of open files. */
    private void findHome(PlanWriter plan) {
        String home = variable("HOME");
        if (home == null || home.isEmpty()) {
            plan.op(PlanOp.HOME).u((int) process.user().uid());
        }
    }

    /** Finds the program, as the user that will run it. */
    void lookUp(PlanWriter plan) {
        plan.at("/process/args/0", "");
        String path = variable("PATH");
        plan.op(PlanOp.LOOKUP).s(process.args().get(0)).s(path == null ? "" : path);
        plan.at("", "");
    }

    /** Without no_new_privs the filter takes CAP_SYS_ADMIN (seccomp(2)), and has to come before the credentials. */
    void filterFirst(PlanWriter plan) {
        if (!noNewPrivileges()) {
            filter(plan);
        }
    }

    /** Says that all is ready and waits for the word to go; with no_new_privs the filter comes as late as it can. */
    void waitForStart(PlanWriter plan) {
        // The launcher has to hand over the listener, and it ends before WAIT_START does.
        plan.op(PlanOp.SYNC).u(Event.READY);
        if (noNewPrivileges() && notifies()) {
            filter(plan);
        }
        plan.op(PlanOp.WAIT_START);
        if (noNewPrivileges() && !notifies()) {
            filter(plan);
        }
    }

    private boolean notifies() {
        return (filterFlags & NEW_LISTENER) != 0;
    }

    private boolean noNewPrivileges() {
        return Boolean.TRUE.equals(process.noNewPrivileges());
    }

    private void filter(PlanWriter plan) {
        if (filter != null) {
            plan.at("/linux/seccomp", "error loading the seccomp filter");
            if ((filterFlags & WAIT_KILLABLE_RECV) != 0) {
                plan.hint(Errno.EINVAL, "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV takes Linux 5.19");
            }
            plan.debug("seccomp filter flags: " + filterFlags);
            if (notifies() && !privileged) {
                plan.op(PlanOp.DUMPABLE); // an ordinary user's launcher takes the listener of such a process only
            }
            plan.op(PlanOp.SECCOMP).b(filter).u(filterFlags);
        }
    }

    void exec(PlanWriter plan) {
        plan.at("/process/args/0", "");
        plan.hint(
                Errno.E2BIG,
                "one of process.args or process.env is over 128 KiB, or all of them over a quarter of RLIMIT_STACK");
        plan.op(PlanOp.EXEC).v(process.args()).v(environment);
    }

    /** What the process will get, HOME from the container's passwd aside. */
    List<String> variables() {
        return environment;
    }

    /** A session keyring of the container's own, whose label is that of the process: else that may not use it. */
    void keyring(PlanWriter plan, String id) {
        selinux(plan, PlanFlags.LABEL_SELINUX_KEYS);
        plan.at("", "error joining a session keyring");
        plan.op(PlanOp.KEYRING).s("_ses." + id);
    }

    private void selinux(PlanWriter plan, int kind) {
        label(
                plan,
                kind,
                process.selinuxLabel(),
                "/process/selinuxLabel",
                "unable to apply SELinux label",
                "the policy has no such label, or this kernel does not run SELinux");
    }

    private static void label(
            PlanWriter plan, int kind, @Nullable String label, String pointer, String what, String why) {
        if (label != null && !label.isEmpty()) {
            plan.at(pointer, what + " \"" + label + "\"");
            plan.hint(Errno.ENOENT, why);
            plan.hint(Errno.EINVAL, why);
            plan.op(PlanOp.LABEL).u(kind).s(label);
        }
    }

    /** Each name once, the last value wins, in the order of the first mention; an empty HOME counts as missing. */
    private List<String> environment() {
        Map<String, Integer> places = new HashMap<>();
        List<String> result = new ArrayList<>(process.env().size() + 2);
        for (int i = 0; i < process.env().size(); i++) {
            put(result, places, process.env().get(i));
        }
        if (listenFds > 0) {
            put(result, places, "LISTEN_FDS=" + listenFds);
            put(result, places, "LISTEN_PID=1");
        }
        result.remove("HOME=");
        return result;
    }

    private static void put(List<String> result, Map<String, Integer> places, String entry) {
        int equals = entry.indexOf('=');
        String name = equals < 0 ? entry : entry.substring(0, equals);
        Integer place = places.get(name);
        if (place == null) {
            places.put(name, result.size());
            result.add(entry);
        } else {
            result.set(place, entry);
        }
    }

    private @Nullable String variable(String name) {
        for (int i = 0; i < environment.size(); i++) {
            String entry = environment.get(i);
            if (entry.startsWith(name) && entry.length() > name.length() && entry.charAt(name.length()) == '=') {
                return entry.substring(name.length() + 1);
            }
        }
        return null;
    }

    private static String join(List<String> names) {
        StringBuilder text = new StringBuilder("[");
        for (int i = 0; i < names.size(); i++) {
            text.append(i == 0 ? "" : " ").append(names.get(i));
        }
        return text.append(']').toString();
    }
}
