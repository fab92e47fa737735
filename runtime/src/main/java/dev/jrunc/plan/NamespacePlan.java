package dev.jrunc.plan;

import dev.jrunc.spec.IdMapping;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.NetDevice;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.TimeOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which namespaces are new, which are joined, and in which process that has to happen. */
public final class NamespacePlan {
    /** For a newcomer who is not root. */
    public static final String WHO_MAY =
            "containers are made by root, or by a user with a user namespace of the container's own (spec --rootless)"
                    + " and XDG_RUNTIME_DIR or --root";

    /** For root of a place that is a container itself. */
    private static final String WHERE_IT_MAY =
            "it takes CAP_SYS_ADMIN, and no seccomp profile against it: inside a container, docker run --privileged or its"
                    + " like; \"doctor\" tells what is missing";

    private static final int CLONE_NEWTIME = 0x80;

    static final int CLONE_NEWNS = 0x20000;
    private static final int CLONE_NEWCGROUP = 0x2000000;
    private static final int CLONE_NEWUTS = 0x4000000;
    private static final int CLONE_NEWIPC = 0x8000000;
    private static final int CLONE_NEWUSER = 0x10000000;
    private static final int CLONE_NEWPID = 0x20000000;
    private static final int CLONE_NEWNET = 0x40000000;

    private final Linux linux;
    private int fresh;
    private int joined;
    private final List<String> joinTypes = new ArrayList<>();
    private final List<String> joinPaths = new ArrayList<>();
    private final List<Integer> joinIndexes = new ArrayList<>();
    private @Nullable String userPath;

    public NamespacePlan(Linux linux) {
        this.linux = linux;
        for (int i = 0; i < linux.namespaces().size(); i++) {
            Namespace namespace = linux.namespaces().get(i);
            int flag = flag(namespace.type());
            String path = namespace.path();
            if (path == null || path.isEmpty()) {
                fresh |= flag;
                continue;
            }
            joined |= flag;
            if (flag == CLONE_NEWUSER) {
                userPath = path;
            } else if (flag == CLONE_NEWNS) {
                // Last, since the paths of the others are paths of the runtime's mount namespace.
                addJoin(joinTypes.size(), i, namespace.type(), path);
            } else {
                addJoin(mountJoined() ? joinTypes.size() - 1 : joinTypes.size(), i, namespace.type(), path);
            }
        }
    }

    private boolean mountJoined() {
        return !joinTypes.isEmpty() && joinTypes.get(joinTypes.size() - 1).equals("mount");
    }

    private void addJoin(int at, int index, String type, String path) {
        joinTypes.add(at, type);
        joinPaths.add(at, path);
        joinIndexes.add(at, index);
    }

    private static int flag(String type) {
        return switch (type) {
            case "pid" -> CLONE_NEWPID;
            case "network" -> CLONE_NEWNET;
            case "mount" -> CLONE_NEWNS;
            case "ipc" -> CLONE_NEWIPC;
            case "uts" -> CLONE_NEWUTS;
            case "user" -> CLONE_NEWUSER;
            case "cgroup" -> CLONE_NEWCGROUP;
            case "time" -> CLONE_NEWTIME;
            default -> 0;
        };
    }

    public boolean newUser() {
        return (fresh & CLONE_NEWUSER) != 0;
    }

    /** True when the process will not run in the runtime's user namespace. */
    public boolean anyUser() {
        return newUser() || userPath != null;
    }

    public boolean newNetwork() {
        return (fresh & CLONE_NEWNET) != 0;
    }

    boolean newMounts() {
        return (fresh & CLONE_NEWNS) != 0;
    }

    /** True when a mount namespace is new or joined, so that mounts can't harm the runtime's. */
    public boolean ownMounts() {
        return ((fresh | joined) & CLONE_NEWNS) != 0;
    }

    /** True when the end of pid 1 ends every process of the container. */
    public boolean ownPids() {
        return (fresh & CLONE_NEWPID) != 0;
    }

    public boolean newCgroup() {
        return (fresh & CLONE_NEWCGROUP) != 0;
    }

    boolean newTime() {
        return (fresh & CLONE_NEWTIME) != 0;
    }

    /** Flags for clone3: the pid namespace, which is for children, unless something has to happen before it. */
    public int cloneFlags() {
        return staged() ? 0 : fresh & CLONE_NEWPID;
    }

    /** What to do when the kernel makes no namespace for this caller. */
    public static void hint(PlanWriter plan, boolean privileged, boolean nested) {
        plan.hint(Errno.EPERM, privileged && !nested ? WHERE_IT_MAY : WHO_MAY);
    }

    /**
     * Init stage side: those that need nothing but the process. A network namespace takes the kernel as long as ten v1
     * cgroups, which the launcher makes meanwhile.
     */
    void begin(PlanWriter plan, boolean privileged, boolean nested) {
        int flags = staged() ? 0 : fresh & ~(CLONE_NEWPID | CLONE_NEWCGROUP);
        if (flags != 0) {
            plan.at("", "");
            hint(plan, privileged, nested);
            plan.op(PlanOp.UNSHARE).u(flags);
            plan.at("", "");
        }
    }

    /** A user namespace owns the others and so comes first; pid and time namespaces count for children only. */
    private boolean staged() {
        return anyUser() || newTime() || joinsPids();
    }

    /** Whether the init stage makes another process in its place. */
    public boolean forks() {
        return newTime() || joinsPids() || (anyUser() && ownPids());
    }

    private boolean joinsPids() {
        return (joined & CLONE_NEWPID) != 0;
    }

    private boolean asksForTimeOffsets() {
        return newTime() && !linux.timeOffsets().isEmpty();
    }

    /** Launcher side: answers the stops of {@link #enter} in the same order. */
    public void serve(PlanWriter plan, boolean privileged) {
        if (newUser()) {
            plan.at("/linux/uidMappings", "writing the id maps of the user namespace");
            plan.hint(
                    Errno.EPERM,
                    "a user maps his own id, and with newuidmap and newgidmap those of /etc/subuid and /etc/subgid");
            plan.op(PlanOp.AWAIT).u(Event.ID_MAPS);
            plan.op(PlanOp.ID_MAP)
                    .s(uidMap())
                    .s(gidMap())
                    .u(setGroups(privileged) ? 0 : 1)
                    .u(privileged || mapsOneId() ? 0 : 1);
            plan.op(PlanOp.GO).u(Event.ID_MAPS);
        }
        if (asksForTimeOffsets()) {
            plan.at("/linux/timeOffsets", "writing the offsets of the time namespace");
            plan.op(PlanOp.AWAIT).u(Event.ID_MAPS);
            plan.op(PlanOp.TIME_OFFSETS).s(offsetText(linux.timeOffsets()));
            plan.op(PlanOp.GO).u(Event.ID_MAPS);
        }
        if (!linux.netDevices().isEmpty()) {
            moveDevices(plan);
        }
        plan.at("", "");
    }

    private void moveDevices(PlanWriter plan) {
        plan.op(PlanOp.AWAIT).u(Event.NETWORK);
        for (Map.Entry<String, NetDevice> each : linux.netDevices().entrySet()) {
            String name = each.getKey();
            String target = each.getValue().name();
            plan.at(Pointer.child("/linux/netDevices", name), "unable to move network device " + name);
            plan.hint(Errno.EEXIST, "a device of that name is there already");
            plan.hint(Errno.ENODEV, "this host has no such device");
            plan.hint(Errno.EPERM, "only root may move network devices");
            plan.op(PlanOp.NET_DEVICE).s(name).s(target == null || target.isEmpty() ? name : target);
        }
        plan.op(PlanOp.GO).u(Event.NETWORK);
    }

    /** user_namespaces(7): who may map only the own id may do so only after giving up setgroups(2). */
    boolean setGroups(boolean privileged) {
        return privileged || !newUser() || !mapsOneId();
    }

    /** A single id needs no help of newuidmap(1): it must be the caller's own. */
    private boolean mapsOneId() {
        return isOne(linux.uidMappings()) && isOne(linux.gidMappings());
    }

    private static boolean isOne(List<IdMapping> mappings) {
        return mappings.size() == 1 && mappings.get(0).size() == 1;
    }

    /** Init stage side, in the cgroups: from the namespaces so far to those of the container. */
    void enter(PlanWriter plan, boolean privileged, boolean keepsGroups) {
        plan.at("/linux/namespaces", "entering the namespaces");
        if (newUser()) {
            plan.hint(Errno.EPERM, "the kernel makes no user namespace in a chroot");
        }
        if (!joinTypes.isEmpty()) {
            join(plan, privileged);
        }
        if (anyUser()) {
            // An ordinary user's groups may be what lets him read the sources of binds: CREDENTIALS changes them.
            boolean dropsLater = newUser() && !privileged;
            enterUser(plan, privileged, setGroups(privileged) && !keepsGroups && !dropsLater);
        }
        int later = fresh & (staged() ? ~(CLONE_NEWUSER | CLONE_NEWPID) : CLONE_NEWCGROUP);
        if (later != 0) {
            plan.op(PlanOp.UNSHARE).u(later);
        }
        if (asksForTimeOffsets()) {
            stop(plan, privileged);
        }
        if (forks()) {
            plan.op(PlanOp.FORK).u(fresh & CLONE_NEWPID);
        }
        if (!linux.netDevices().isEmpty()) {
            plan.op(PlanOp.SYNC).u(Event.NETWORK);
        }
        plan.at("", "");
    }

    /** Root joins the others first, as some may not be the user namespace's; who isn't root needs its capabilities. */
    private void join(PlanWriter plan, boolean privileged) {
        if (joinTypes.size() == 1) {
            plan.at("/linux/namespaces/" + joinIndexes.get(0) + "/path", "joining a namespace");
        }
        List<String> types = joinTypes;
        List<String> paths = joinPaths;
        String user = userPath;
        if (user != null && !privileged) {
            types = new ArrayList<>(types);
            paths = new ArrayList<>(paths);
            types.add(0, "user");
            paths.add(0, user);
        }
        plan.op(PlanOp.NAMESPACES).v(types).v(paths);
    }

    private void enterUser(PlanWriter plan, boolean privileged, boolean dropsGroups) {
        String path = userPath;
        if (path == null) {
            plan.op(PlanOp.UNSHARE).u(CLONE_NEWUSER);
            stop(plan, privileged);
        } else if (privileged || joinTypes.isEmpty()) {
            plan.op(PlanOp.NAMESPACES).v(List.of("user")).v(List.of(path));
        }
        becomeRoot(plan, linux, dropsGroups);
    }

    /**
     * Until the launcher has written the files in /proc, which are root's, of the user namespace that the caller is in, as
     * long as the stage is not dumpable. It must not be where it need not: whoever has the caller's id, without any
     * capability, owns the namespace that it is in, and the stage still has the root of the host.
     */
    private static void stop(PlanWriter plan, boolean privileged) {
        if (!privileged) {
            plan.op(PlanOp.DUMPABLE);
        }
        plan.op(PlanOp.SYNC).u(Event.ID_MAPS);
    }

    /** The host's id of a user of the container; -1: it has none, or it is that of a namespace by path. */
    public long hostUid(long uid) {
        if (!newUser()) {
            return userPath == null ? uid : -1;
        }
        for (int i = 0; i < linux.uidMappings().size(); i++) {
            IdMapping mapping = linux.uidMappings().get(i);
            long offset = uid - mapping.containerID();
            if (offset >= 0 && offset < mapping.size()) {
                return mapping.hostID() + offset;
            }
        }
        return -1;
    }

    String uidMap() {
        return mapText(linux.uidMappings());
    }

    String gidMap() {
        return mapText(linux.gidMappings());
    }

    /** Path of a user namespace that is joined, "" when there is none. */
    String userPath() {
        String path = userPath;
        return path == null ? "" : path;
    }

    static String mapText(List<IdMapping> mappings) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < mappings.size(); i++) {
            IdMapping mapping = mappings.get(i);
            text.append(mapping.containerID())
                    .append(' ')
                    .append(mapping.hostID())
                    .append(' ')
                    .append(mapping.size())
                    .append('\n');
        }
        return text.toString();
    }

    private static String offsetText(Map<String, TimeOffset> offsets) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, TimeOffset> entry : offsets.entrySet()) {
            TimeOffset offset = entry.getValue();
            Long seconds = offset.secs();
            Long nanoseconds = offset.nanosecs();
            text.append(entry.getKey())
                    .append(' ')
                    .append(seconds == null ? 0 : seconds)
                    .append(' ')
                    .append(nanoseconds == null ? 0 : nanoseconds)
                    .append('\n');
        }
        return text.toString();
    }

    static void becomeRoot(PlanWriter plan, Linux linux, boolean setGroups) {
        plan.op(PlanOp.BECOME_ROOT)
                .u(setGroups ? 1 : 0)
                .u(least(linux.uidMappings()))
                .u(least(linux.gidMappings()));
    }

    /** 0, unless the mappings leave it out; without mappings the namespace is another's, and has it as a rule. */
    private static int least(List<IdMapping> mappings) {
        for (int i = 0; i < mappings.size(); i++) {
            if (mappings.get(i).containerID() == 0) {
                return 0;
            }
        }
        return mappings.isEmpty() ? 0 : (int) mappings.get(0).containerID();
    }
}
