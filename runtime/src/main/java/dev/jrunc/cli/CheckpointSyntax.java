package dev.jrunc.cli;

import static dev.jrunc.cli.OptionSyntax.flag;
import static dev.jrunc.cli.OptionSyntax.help;
import static dev.jrunc.cli.OptionSyntax.value;

import java.util.ArrayList;
import java.util.List;

/** The options of {@code checkpoint} and {@code restore}: those of CRIU that engines and people use. */
final class CheckpointSyntax {
    private CheckpointSyntax() {}

    static List<OptionSyntax> checkpoint() {
        List<OptionSyntax> options = common();
        options.add(value("parent-path", "dir", "earlier pre-dump to build upon, relative to --image-path"));
        options.add(flag("leave-running", "leave the container running"));
        options.add(flag("pre-dump", "write the memory only, the container runs on"));
        options.add(flag("link-remap", "allow open files that have been unlinked, by links beside them"));
        options.add(flag("tcp-skip-in-flight", "skip TCP connections that are not established yet"));
        options.add(value("page-server", "ADDRESS:PORT", "send the memory to this page server"));
        options.add(value("status-fd", "N", "descriptor that gets a zero byte when the lazy page server is ready"));
        return options;
    }

    static List<OptionSyntax> restore() {
        List<OptionSyntax> options = common();
        options.add(value("bundle", "dir", "root of the bundle, defaults to the current directory")
                .or('b'));
        options.add(flag("detach", "return while the container's process runs").or('d'));
        options.add(value("console-socket", "path", "AF_UNIX socket that receives the master end of the terminal"));
        options.add(value("pid-file", "path", "write the process id to this file"));
        options.add(flag("no-subreaper", "do not reap processes that lose their parent"));
        options.add(flag("no-pivot", "accepted: CRIU makes the root of what it restores by itself"));
        options.add(value("lsm-profile", "TYPE:NAME", "LSM profile of the restored processes"));
        options.add(value("lsm-mount-context", "context", "LSM context of the restored mounts"));
        return options;
    }

    private static List<OptionSyntax> common() {
        List<OptionSyntax> options = new ArrayList<>();
        options.add(value("image-path", "dir", "directory of the images (default: ./checkpoint)"));
        options.add(value("work-path", "dir", "directory of CRIU's log (default: that of the images)"));
        options.add(flag("tcp-established", "allow open TCP connections"));
        options.add(flag("ext-unix-sk", "allow connected unix sockets from outside"));
        options.add(flag("shell-job", "allow a session or terminal from outside"));
        options.add(flag("file-locks", "allow file locks"));
        options.add(flag("lazy-pages", "bring the memory over when it is needed"));
        options.add(flag("auto-dedup", "drop memory from images once it is not needed there"));
        options.add(value("manage-cgroups-mode", "mode", "soft, full, strict or ignore (default: soft)"));
        options.add(value("empty-ns", "network", "leave the contents of the network namespace out (repeatable)"));
        options.add(help());
        return options;
    }
}
