package dev.jrunc.bundle.image;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Expansion;
import dev.jrunc.bundle.tar.UnclosedStream;
import java.io.File;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens what {@code --image} names: a layout (directory or tar) or a docker-save archive, and one image in it. */
public final class ImageFile implements AutoCloseable {
    private static final String STDIN = "-";
    /** What skopeo and podman would have before the path. */
    private static final Set<String> TRANSPORTS = Set.of("oci", "oci-archive", "docker-archive");

    private final Layout layout;
    private final String reference;

    private ImageFile(Layout layout, String reference) {
        this.layout = layout;
        this.reference = reference;
    }

    /** As {@link #open(Posix, String, Expansion)}, with the limits that the command line has. */
    public static ImageFile open(Posix posix, String text) throws BundleException {
        return open(posix, text, Expansion.DEFAULT);
    }

    /**
     * Opens {@code PATH[:TAG]} or {@code PATH[@DIGEST]}. Both halves may hold colons, so the longest path that exists is
     * meant; {@code -} is an archive on standard input.
     *
     * @param limits of a compressed archive
     */
    public static ImageFile open(Posix posix, String text, Expansion limits) throws BundleException {
        if (text.equals(STDIN) || text.startsWith(STDIN + ":") || text.startsWith(STDIN + "@")) {
            String reference = text.length() > 1 ? text.substring(2) : "";
            return new ImageFile(
                    LayoutArchive.stream("standard input", new UnclosedStream(System.in), limits), reference);
        }
        String path = text;
        int colon = text.length();
        while (!new File(path).exists()) {
            colon = Math.max(path.lastIndexOf(':'), path.lastIndexOf('@'));
            if (colon <= 0) {
                throw missing(text);
            }
            path = text.substring(0, colon);
        }
        String reference = colon >= text.length() ? "" : text.substring(colon + 1);
        Layout layout =
                new File(path).isDirectory() ? new LayoutDirectory(posix, path) : LayoutArchive.file(path, limits);
        return new ImageFile(layout, reference);
    }

    private static ImageException missing(String text) {
        int colon = text.indexOf(':');
        String first = colon <= 0 ? text : text.substring(0, colon);
        String hint = "";
        if (TRANSPORTS.contains(first)) {
            hint = ": write PATH[:TAG] without \"" + first + ":\"";
        } else if (first.equals("docker") || first.matches("[a-z0-9-]+(\\.[a-z0-9-]+)+/.*")) {
            hint = "; from a registry jrunc-bundle pull fetches it";
        }
        return new ImageException(first + ": no such layout or archive" + hint);
    }

    /** The image for the platform, or for this machine when that is null. */
    public Image image(@Nullable Platform platform) throws BundleException {
        if (layout.find("index.json") == null && layout.find("manifest.json") != null) {
            return new DockerArchive(layout, platform).image(reference);
        }
        return new ImageResolver(layout, platform).image(reference);
    }

    /** The only image of a layout, or the one named latest. */
    public static Image resolve(Layout layout, @Nullable Platform platform) throws BundleException {
        return new ImageResolver(layout, platform).image("");
    }

    /** What a library may want to offer. */
    public List<String> references() throws BundleException {
        return new ImageResolver(layout, null).references();
    }

    @Override
    public void close() {
        layout.close();
    }
}
