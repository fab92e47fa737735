package dev.jrunc.command;

import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Process;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container needs in order to notify the caller's service manager (sd_notify(3)): a directory of its own with a
 * socket in it, and the variable that names the socket. The caller's own socket stays out of its reach.
 */
final class NotifySocket {
    private static final String DIRECTORY = "/run/notify";
    private static final String VARIABLE = "NOTIFY_SOCKET=" + DIRECTORY + "/notify.sock";

    private NotifySocket() {}

    /** The same bundle with the mount and the variable in addition; its config.json stays as it is. */
    static BundleConfig in(BundleConfig bundle, StateDirectory directory) {
        Config c = bundle.config();
        List<Mount> mounts = new ArrayList<>(c.mounts());
        mounts.add(new Mount(
                DIRECTORY,
                "bind",
                directory.notifications(),
                List.of("bind", "nosuid", "noexec", "nodev", "ro"),
                List.of(),
                List.of()));
        List<String> env = new ArrayList<>(bundle.process().env());
        env.add(VARIABLE);
        Process process = bundle.process().withEnv(env);
        Config config = c.with(process, mounts);
        return new BundleConfig(bundle.bundle(), bundle.json(), config, process, bundle.linux(), bundle.rootfs());
    }
}
