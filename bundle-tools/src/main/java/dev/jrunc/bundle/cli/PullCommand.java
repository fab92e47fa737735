package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.registry.Access;
import dev.jrunc.bundle.registry.Patience;
import dev.jrunc.bundle.registry.Proxies;
import dev.jrunc.bundle.registry.Pull;
import dev.jrunc.bundle.registry.RemoteName;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Report;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pull}: from a registry into a layout, and on to a bundle. */
@Command(
        name = "pull",
        description = {
            "fetch an image from a registry",
            "The image goes into an OCI image layout, which is made when it is not there; the",
            "digest of its manifest is printed. Layers that are there already are not fetched",
            "again, and one that broke off goes on where it was. With --bundle the image is",
            "unpacked as well, as unpack does. https_proxy, http_proxy and no_proxy in the",
            "environment are followed.",
            "",
            "    jrunc-bundle pull --bundle box docker.io/library/busybox:latest images:busybox"
        },
        customSynopsis = "[command options] HOST/NAME[:TAG|@DIGEST] LAYOUT[:TAG]")
final class PullCommand implements Callable<Integer> {
    /** Names of images in a layout (annotations.md, {@code org.opencontainers.image.ref.name}). */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]+((--|[-._:@+])[A-Za-z0-9]+)*");

    /** A day. */
    private static final int LONGEST_TIME = 86_400;

    private final String program;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--bundle", paramLabel = "BUNDLE", description = "unpack the image into this new directory")
    private @Nullable String bundle;

    @Option(
            names = "--authfile",
            paramLabel = "FILE",
            description = "logins, as podman login and docker login write them")
    private @Nullable String authFile;

    @Option(names = "--plain-http", description = "HTTP without TLS (what a registry on localhost gets anyway)")
    private boolean plainHttp;

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            description = "certificates (PEM) to trust beside the machine's; also TLS on localhost")
    private @Nullable String caFile;

    @Option(
            names = "--speed-limit",
            paramLabel = "BYTES",
            defaultValue = "1000",
            description = "bytes/s that a transfer must reach, or it is tried anew (0: any will do; default 1000)")
    private long speedLimit;

    @Option(
            names = "--speed-time",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "on average over so long; also how long to wait for an answer (default 30)")
    private int speedTime;

    @Mixin
    private final ImageOptions options = new ImageOptions();

    @Parameters(index = "0", paramLabel = "HOST/NAME[:TAG]", description = "the image in the registry")
    private String source = "";

    @Parameters(
            index = "1",
            paramLabel = "LAYOUT[:TAG]",
            description = "directory, and the image's name there (latest)")
    private String target = "";

    PullCommand(String program) {
        this.program = program;
    }

    @Override
    public Integer call() throws BundleException {
        Report report = Report.toStderr(program);
        int colon = target.lastIndexOf(':');
        boolean named = colon > target.lastIndexOf('/');
        String layout = named ? target.substring(0, colon) : target;
        String tag = named ? target.substring(colon + 1) : "latest";
        if (layout.isEmpty() || tag.isEmpty()) {
            throw new BundleException(target + ": expected LAYOUT[:TAG]");
        }
        if (layout.equals("oci") || layout.startsWith("oci:")) {
            throw new BundleException(target + ": expected LAYOUT[:TAG]: leave oci: out, or write ./oci");
        }
        if (!NAME.matcher(tag).matches()) {
            throw new BundleException(target + ": \"" + tag
                    + "\" is no name for an image in a layout: letters and digits, with one of -._:@+ or -- between");
        }
        checkOptions();
        Patience patience = new Patience(speedLimit, Duration.ofSeconds(speedTime));
        Platform platform = options.platform();
        PullProgress progress = new PullProgress(report);
        Digest digest;
        try {
            Access access = new Access(plainHttp, authFile, caFile, Proxies.of(System.getenv()), patience);
            digest = new Pull(RemoteName.parse(source), access, Path.of(layout), progress).image(platform, tag);
        } finally {
            progress.end();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(digest);
        out.flush();
        if (bundle != null) {
            options.unpack(program, report, layout + ":" + tag, bundle);
        }
        return 0;
    }

    private void checkOptions() throws BundleException {
        if (bundle == null) {
            ImageOptions.refuseWithoutBundle(spec);
        }
        if (plainHttp && caFile != null) {
            throw new BundleException("--plain-http and --cacert exclude each other");
        }
        if (speedLimit < 0 || speedTime < 1 || speedTime > LONGEST_TIME) {
            throw new BundleException("--speed-limit is 0 or more, --speed-time 1 to " + LONGEST_TIME);
        }
    }
}
