package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupHost;
import dev.jrunc.cgroup.CgroupLayout;
import dev.jrunc.cgroup.Hierarchy;
import dev.jrunc.command.DoctorCommand.Finding;
import dev.jrunc.host.Answer;
import dev.jrunc.host.Request;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.validate.Names;
import dev.jrunc.systemd.ManagerFacts;
import dev.jrunc.systemd.SystemdUnit;
import dev.jrunc.systemd.UnitPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Looks at everything on the host that containers are made of. */
final class HostFindings {
    private static final int MAX_FILE = 1 << 20;
    private static final int CAP_SYS_ADMIN = 21;
    private static final List<String> NAMESPACES = List.of("mnt", "pid", "net", "uts", "ipc", "user", "cgroup", "time");
    private static final List<String> FILES = List.of(
            "/proc/sys/user/max_user_namespaces",
            "/proc/sys/kernel/unprivileged_userns_clone",
            "/proc/filesystems",
            "/sys/kernel/security/lsm",
            "/sys/module/apparmor/parameters/enabled",
            "/etc/passwd",
            "/etc/subuid",
            "/etc/subgid",
            "/proc/self/status");

    private final Request request;
    private final String probe;
    private final List<Answer> files;
    private final List<Answer> namespaces;
    private final List<Answer> programs;
    private final List<Finding> findings = new ArrayList<>();

    private HostFindings(
            Request request, String probe, List<Answer> files, List<Answer> namespaces, List<Answer> programs) {
        this.request = request;
        this.probe = probe;
        this.files = files;
        this.namespaces = namespaces;
        this.programs = programs;
    }

    static List<Finding> of(Session session) throws IOException {
        PlanWriter questions = new PlanWriter();
        questions.op(PlanOp.PROBE);
        for (String file : FILES) {
            questions.read(file, MAX_FILE);
        }
        for (String namespace : NAMESPACES) {
            questions.op(PlanOp.READLINK).s("/proc/self/ns/" + namespace);
        }
        questions.op(PlanOp.RUN).v(List.of("newuidmap")).u(MAX_FILE);
        questions.op(PlanOp.RUN).v(List.of("ps", "--version")).u(MAX_FILE);
        List<Answer> answers = session.ask(questions);
        int afterFiles = 1 + FILES.size();
        int afterNamespaces = afterFiles + NAMESPACES.size();
        HostFindings host = new HostFindings(
                session.request(),
                answers.get(0).text(),
                answers.subList(1, afterFiles),
                answers.subList(afterFiles, afterNamespaces),
                answers.subList(afterNamespaces, answers.size()));
        host.kernel();
        host.capabilities();
        host.namespaces();
        host.cgroups(session);
        host.systemd(session);
        host.security();
        host.rootless(session);
        host.programs();
        return host.findings;
    }

    /** The text of one of {@link #FILES}, "" where it can't be read. */
    private String file(String path) {
        Answer answer = files.get(FILES.indexOf(path));
        return answer.found() ? answer.text().strip() : "";
    }

    /** The line of PROBE says 0. */
    private boolean can(String name) {
        return ("\n" + probe).contains("\n" + name + " 0\n");
    }

    /** Of root, who has all of them but in a container; capabilities(7). */
    private void capabilities() {
        String status = file("/proc/self/status");
        int at = status.indexOf("\nCapEff:\t");
        if (request.uid() == 0 && at >= 0) {
            long effective = Long.parseUnsignedLong(status.substring(at + 9, at + 25), 16);
            findings.add(Finding.needed(
                    (effective >> CAP_SYS_ADMIN & 1) != 0,
                    "capabilities",
                    (effective >> CAP_SYS_ADMIN & 1) != 0 ? "CAP_SYS_ADMIN is there" : "root without CAP_SYS_ADMIN",
                    "inside a container: docker run --privileged, or its like"));
        }
    }

    private void kernel() {
        findings.add(Finding.needed(
                can("call.mount_setattr"),
                "kernel",
                "Linux " + request.kernelRelease() + ", " + request.machine(),
                "jrunc needs Linux 5.12 or newer"));
        StringBuilder lacking = new StringBuilder();
        for (String line : probe.split("\n", -1)) {
            if (line.startsWith("call.") && !line.endsWith(" 0")) {
                lacking.append(lacking.length() == 0 ? "" : ", ").append(line, 5, line.indexOf(' '));
            }
        }
        findings.add(Finding.needed(
                lacking.length() == 0,
                "system calls",
                lacking.length() == 0 ? "all that containers are made with" : "not available: " + lacking,
                "use a newer kernel, or a seccomp profile around this program that allows them"));
        findings.add(Finding.of(
                can("idmap"),
                "id mapped mounts",
                can("idmap") ? "the kernel has them; each filesystem decides for itself" : "not available here",
                "they take Linux 5.12, and CAP_SYS_ADMIN"));
        String filesystems = file("/proc/filesystems");
        for (String type : List.of("tmpfs", "devpts", "mqueue", "overlay")) {
            if (!filesystems.contains("\t" + type + "\n") && !filesystems.endsWith("\t" + type)) {
                findings.add(Finding.of(
                        false,
                        "filesystem " + type,
                        "the kernel does not list it",
                        "load its module: modprobe " + type));
            }
        }
    }

    private void namespaces() {
        StringBuilder lacking = new StringBuilder();
        for (int i = 0; i < NAMESPACES.size(); i++) {
            if (!namespaces.get(i).found()) {
                lacking.append(lacking.length() == 0 ? "" : ", ").append(NAMESPACES.get(i));
            }
        }
        findings.add(Finding.of(
                lacking.length() == 0,
                "namespaces",
                lacking.length() == 0 ? String.join(" ", NAMESPACES) : "the kernel lacks: " + lacking,
                "a configuration that asks for one of them is refused; the kernel needs CONFIG_*_NS"));
        boolean none = file("/proc/sys/user/max_user_namespaces").equals("0");
        boolean rootOnly = file("/proc/sys/kernel/unprivileged_userns_clone").equals("0");
        findings.add(Finding.of(
                !none && !(rootOnly && request.uid() != 0),
                "user namespaces",
                none
                        ? "user.max_user_namespaces is 0"
                        : rootOnly
                                ? "only root may make them"
                                : "at most " + file("/proc/sys/user/max_user_namespaces") + " for each user",
                none
                        ? "sysctl user.max_user_namespaces=15000"
                        : "sysctl kernel.unprivileged_userns_clone=1 lets everybody make them"));
    }

    private void cgroups(Session session) throws IOException {
        CgroupHost host = CgroupHost.parse(request.mountInfo(), request.ownCgroup());
        boolean mounted = host.layout() != CgroupLayout.NONE;
        String readOnly = readOnly(host);
        if (!readOnly.isEmpty()) {
            findings.add(Finding.of(
                    false,
                    "cgroup mounts",
                    "read-only: " + readOnly,
                    "inside a container: have them writable, as with docker run --privileged"));
        }
        findings.add(Finding.of(
                mounted,
                "cgroups",
                mounted
                        ? host.layout().name().toLowerCase(Locale.ROOT)
                        : "no cgroup filesystem is mounted: no limits, no pause, no ps",
                "mount -t cgroup2 cgroup2 /sys/fs/cgroup"));
        if (mounted) {
            controllers(host, session);
        }
        if (host.layout() == CgroupLayout.V2) {
            findings.add(Finding.of(
                    can("bpf.device"),
                    "device rules",
                    can("bpf.device") ? "by a BPF program" : "a BPF_PROG_TYPE_CGROUP_DEVICE program can't be loaded",
                    "they take CONFIG_CGROUP_BPF and CAP_BPF or CAP_SYS_ADMIN"));
        }
    }

    private void controllers(CgroupHost host, Session session) throws IOException {
        List<String> controllers = new ArrayList<>();
        for (Hierarchy one : host.v1()) {
            controllers.addAll(one.controllers());
        }
        Hierarchy unified = host.unified();
        if (unified != null) {
            Answer listed = session.read(unified.mountPoint() + "/cgroup.controllers", MAX_FILE);
            controllers.addAll(listed.found() ? List.of(listed.text().strip().split(" ", -1)) : List.of());
        }
        for (String controller : List.of("cpu", "cpuset", "memory", "pids", "io", "hugetlb")) {
            String legacy = controller.equals("io") ? "blkio" : controller;
            if (!controllers.contains(controller) && !controllers.contains(legacy)) {
                findings.add(Finding.of(
                        false,
                        "controller " + controller,
                        "not available: such limits are refused",
                        "mount it, or enable it in cgroup.subtree_control or on the kernel's command line"));
            }
        }
    }

    /** The first hierarchy whose mount can't be written to; empty when there is none. proc_pid_mountinfo(5). */
    private String readOnly(CgroupHost host) {
        List<String> mountPoints = new ArrayList<>();
        for (Hierarchy one : host.v1()) {
            mountPoints.add(one.mountPoint());
        }
        if (host.unified() != null) {
            mountPoints.add(host.unified().mountPoint());
        }
        for (String line : new String(request.mountInfo(), StandardCharsets.UTF_8).split("\n", -1)) {
            String[] fields = line.split(" ", 7);
            String mountPoint = fields.length > 6 ? CgroupHost.unescape(fields[4]) : "";
            if (mountPoints.contains(mountPoint) && fields[5].startsWith("ro")) {
                return mountPoint;
            }
        }
        return "";
    }

    /** Of the user, where the caller is not root. */
    private void systemd(Session session) throws IOException {
        String name = "systemd";
        String fix = "containers with --systemd-cgroup need it; others do not";
        try {
            SystemdUnit unit = SystemdSockets.unit(request, "", request.uid() != 0 || request.nested());
            Answer answer = session.askOne(UnitPlan.ask(new PlanWriter(), unit));
            ManagerFacts manager = answer.found() ? ManagerFacts.of(answer.bytes()) : null;
            if (manager == null) {
                findings.add(Finding.of(false, name, unit.bus() + ": " + Errno.words(answer.errno()), fix));
            } else {
                boolean there = manager.refusal().isEmpty();
                String detail = there ? "version " + manager.version() + " answers" : manager.refusal();
                findings.add(Finding.of(there, name, detail, fix));
            }
        } catch (Refusal e) {
            findings.add(Finding.of(false, name, e.message(), fix));
        }
    }

    private void security() {
        findings.add(Finding.of(
                can("SCMP_ACT_ERRNO"),
                "seccomp",
                can("SCMP_ACT_ERRNO") ? "filters, flags: " + seccompFlags() : "the kernel has no filters",
                "it takes CONFIG_SECCOMP_FILTER"));
        findings.add(Finding.of(
                can("SCMP_ACT_NOTIFY"),
                "seccomp agents",
                can("SCMP_ACT_NOTIFY") ? "SCMP_ACT_NOTIFY works" : "SCMP_ACT_NOTIFY is not available",
                "it takes Linux 5.0"));
        String modules = file("/sys/kernel/security/lsm");
        findings.add(Finding.ok("security modules", modules.isEmpty() ? "none is listed" : modules));
        boolean apparmor = file("/sys/module/apparmor/parameters/enabled").equals("Y");
        boolean selinux = modules.contains("selinux");
        findings.add(Finding.of(
                apparmor || selinux,
                "process labels",
                apparmor ? "AppArmor" : selinux ? "SELinux" : "neither AppArmor nor SELinux is on",
                "only a configuration with apparmorProfile or selinuxLabel wants one"));
    }

    private String seccompFlags() {
        StringBuilder flags = new StringBuilder();
        for (String flag : Names.SECCOMP_FLAGS.names()) {
            if (can(flag)) {
                flags.append(flags.length() == 0 ? "" : " ").append(flag.substring("SECCOMP_FILTER_FLAG_".length()));
            }
        }
        return flags.toString();
    }

    private void rootless(Session session) throws IOException {
        String uid = Integer.toUnsignedString(request.uid());
        String user = ProcText.userName(file("/etc/passwd"), uid);
        boolean root = request.uid() == 0;
        boolean ranges = root || (hasRange(file("/etc/subuid"), user, uid) && hasRange(file("/etc/subgid"), user, uid));
        findings.add(Finding.of(
                ranges,
                "subordinate ids",
                root
                        ? "root needs none"
                        : (ranges ? "" : "no range ") + "for " + user + " in /etc/subuid and /etc/subgid",
                "usermod --add-subuids 100000-165535 --add-subgids 100000-165535 " + user
                        + "; without them a container has one user"));
        findings.add(Finding.of(
                programs.get(0).found(),
                "newuidmap",
                programs.get(0).found() ? "installed" : "not found in PATH",
                "install uidmap (shadow-utils); only containers of ordinary users need it"));
        if (!root) {
            CgroupHost host = CgroupHost.parse(request.mountInfo(), request.ownCgroup());
            String directory = host.delegatedDirectory();
            Answer stat = session.stat(directory.isEmpty() ? "/proc/none" : directory, 0);
            boolean delegated = stat.found() && stat.uid() == request.uid();
            findings.add(
                    Finding.of(
                            delegated,
                            "cgroup delegation",
                            delegated ? directory + " is " + user + "'s" : "no cgroup2 directory belongs to " + user,
                            "start from a session with systemd-run --user --scope -p Delegate=yes; without it there are no limits"));
        }
    }

    private static boolean hasRange(String ranges, String user, String uid) {
        String text = "\n" + ranges;
        return text.contains("\n" + user + ":") || text.contains("\n" + uid + ":");
    }

    private void programs() {
        findings.add(Finding.of(
                programs.get(1).found(),
                "ps(1)",
                programs.get(1).found() ? "installed" : "not found in PATH",
                "install procps; ps --json works without it"));
        findings.add(Finding.ok(
                "engine", "Java " + Runtime.version() + " (" + request.libraryDirectory() + "/jvm.conf names it)"));
    }
}
