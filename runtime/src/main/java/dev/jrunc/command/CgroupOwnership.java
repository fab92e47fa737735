package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.Lines;
import dev.jrunc.plan.NamespacePlan;
import dev.jrunc.plan.Paths;
import dev.jrunc.spec.Mount;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A cgroup2 goes to the container's user when the container sees it as its own root and may write to it
 * (config-linux.md#cgroup-ownership).
 *
 * @param uid of the user on the host
 * @param files that go with the directory
 */
record CgroupOwnership(long uid, List<String> files) {
    private static final String DELEGATED = "/sys/kernel/cgroup/delegate"; // cgroups(7), Linux 4.15
    private static final int MAX_DELEGATED = 1 << 16;

    /** Null: the cgroup stays root's. */
    static @Nullable CgroupOwnership of(Session session, BundleConfig bundle) throws IOException {
        if (!mountsWritable(bundle.config().mounts())) {
            return null;
        }
        NamespacePlan namespaces = new NamespacePlan(bundle.linux());
        long owner = namespaces.hostUid(bundle.process().user().uid());
        if (owner <= 0 || !namespaces.newCgroup()) {
            return null;
        }
        Answer listed = session.read(DELEGATED, MAX_DELEGATED);
        return new CgroupOwnership(
                owner,
                listed.found()
                        ? Lines.of(listed.text())
                        : List.of("cgroup.procs", "cgroup.subtree_control", "cgroup.threads"));
    }

    private static boolean mountsWritable(List<Mount> mounts) {
        for (int i = 0; i < mounts.size(); i++) {
            String type = mounts.get(i).type();
            boolean cgroup = "cgroup".equals(type) || "cgroup2".equals(type);
            boolean usual = Paths.clean("/" + mounts.get(i).destination()).equals("/sys/fs/cgroup");
            if (cgroup && usual && !mounts.get(i).options().contains("ro")) {
                return true;
            }
        }
        return false;
    }
}
