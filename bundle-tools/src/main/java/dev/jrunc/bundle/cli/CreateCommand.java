package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.ConfigText;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.Source;
import dev.jrunc.bundle.rootfs.Staging;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code create}: a bundle in one step. */
@Command(
        name = "create",
        description = {
            "make a bundle from a tar archive or a directory",
            "BUNDLE gets the directory rootfs and a config.json as spec writes it, with the",
            "changes asked for here. It appears when all of it is there and the digest is",
            "right, or not at all; only its owner may enter it, and root of the container.",
            "",
            "    jrunc-bundle create --rootfs busybox.tar.gz --digest sha256:6a0d… box httpd -f -p 80"
        },
        customSynopsis = "[command options] --rootfs SOURCE BUNDLE [ARG...]")
final class CreateCommand implements Callable<Integer> {
    private final String program;

    @Option(
            names = "--rootfs",
            required = true,
            paramLabel = "SOURCE",
            description = "tar archive (plain, gzip or zstd), directory, or - for stdin")
    private String rootfs = "";

    @Mixin
    private final SourceOptions options = new SourceOptions();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=value",
            description = "set a variable; may be given more than once")
    private List<String> env = new ArrayList<>();

    @Option(names = "--cwd", paramLabel = "DIR", description = "working directory of the process")
    private String cwd = "/";

    @Option(
            names = {"-u", "--user"},
            paramLabel = "UID[:GID]",
            description = "who the process is")
    private String user = "0:0";

    @Option(names = "--hostname", paramLabel = "name", description = "host name in the container")
    private @Nullable String hostname;

    @Option(names = "--no-terminal", description = "no pseudo terminal for the process")
    private boolean noTerminal;

    @Option(names = "--writable", description = "let the container write to its root filesystem")
    private boolean writable;

    @Option(
            names = "--uid-map",
            paramLabel = "C:H:N",
            description = "user ids C… are H… on the host, N of them; files get mapped owners")
    private List<String> uidMaps = List.of();

    @Option(names = "--gid-map", paramLabel = "C:H:N", description = "the same for groups")
    private List<String> gidMaps = List.of();

    @Option(names = "--rootless", description = "a configuration for a rootless container")
    private boolean rootless;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "new directory")
    private String bundle = "";

    @Parameters(index = "1..*", paramLabel = "ARG", description = "the program and its arguments (sh)")
    private List<String> args = List.of();

    CreateCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        Source source = options.source(rootfs);
        if (uidMaps.isEmpty() != gidMaps.isEmpty()) {
            throw new BundleException("--uid-map and --gid-map belong together");
        }
        String config = ConfigText.of(configOptions());
        Posix posix = Posix.load();
        Owners owners = !posix.isRoot()
                ? Owners.CALLER
                : Ids.owners(Ids.maps("--uid-map", uidMaps), Ids.maps("--gid-map", gidMaps));
        // Without a map the root of a rootless container is the bundle's owner himself.
        RootfsCommand.warn(program, new Staging(posix, bundle).bundle(source, config, owners, !uidMaps.isEmpty()));
        return 0;
    }

    private ConfigOptions configOptions() throws BundleException {
        ConfigOptions initial =
                ConfigOptions.initial(hostname == null ? program : hostname, rootless, HostFacts.read(rootless));
        String[] ids = user.split(":", -1);
        if (ids.length > 2) {
            throw new BundleException("--user " + user + ": expected UID or UID:GID");
        }
        if (!cwd.startsWith("/")) {
            throw new BundleException("--cwd " + cwd + ": expected an absolute path");
        }
        return new ConfigOptions(
                initial.hostname(),
                args.isEmpty() ? initial.args() : args,
                merged(initial.env()),
                cwd,
                Ids.id("--user", user, ids[0]),
                ids.length == 2 ? Ids.id("--user", user, ids[1]) : 0,
                List.of(),
                !noTerminal,
                initial.rootPath(),
                !writable,
                rootless,
                initial.cgroupNamespace(),
                uidMaps.isEmpty() ? initial.uidMaps() : Ids.maps("--uid-map", uidMaps),
                gidMaps.isEmpty() ? initial.gidMaps() : Ids.maps("--gid-map", gidMaps),
                List.of(),
                Map.of());
    }

    /** A variable that is set here takes the place of the default one. */
    private List<String> merged(List<String> defaults) throws BundleException {
        List<String> result = new ArrayList<>(defaults);
        for (String variable : env) {
            int equals = variable.indexOf('=');
            if (equals < 1) {
                throw new BundleException("--env " + variable + ": expected NAME=value");
            }
            String name = variable.substring(0, equals + 1);
            result.removeIf(known -> known.startsWith(name));
            result.add(variable);
        }
        return result;
    }
}
