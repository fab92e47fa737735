package dev.jrunc.bundle.image;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.report.BundleException;
import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens what {@code --image} names: a layout (directory or tar) or a docker-save archive, and one image in it. */
public final class ImageFile implements AutoCloseable {
    private final Layout layout;
    private final String reference;

    private ImageFile(Layout layout, String reference) {
        this.layout = layout;
        this.reference = reference;
    }

    /** Both halves of {@code PATH[:TAG]} may hold colons, so the longest path that exists is meant. */
    public static ImageFile open(Posix posix, String text) throws BundleException {
        String path = text;
        int colon = text.length();
        while (!new File(path).exists()) {
            colon = Math.max(path.lastIndexOf(':'), path.lastIndexOf('@'));
            if (colon <= 0) {
                int first = text.indexOf(':');
                throw new ImageException(
                        (first <= 0 ? text : text.substring(0, first)) + ": no such layout or archive");
            }
            path = text.substring(0, colon);
        }
        String reference = colon >= text.length() ? "" : text.substring(colon + 1);
        Layout layout = new File(path).isDirectory() ? new LayoutDirectory(posix, path) : new LayoutArchive(path);
        return new ImageFile(layout, reference);
    }

    /** The image for the platform, or for this machine when that is null. */
    public Image image(@Nullable Platform platform) throws BundleException {
        if (layout.find("index.json") == null && layout.find("manifest.json") != null) {
            return new DockerArchive(layout).image(reference);
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
