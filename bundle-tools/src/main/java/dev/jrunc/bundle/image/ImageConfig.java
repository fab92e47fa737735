package dev.jrunc.bundle.image;

import dev.jrunc.bundle.digest.Digest;
import dev.jrunc.bundle.report.BundleException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What an image says about running it (config.md of image-spec); nothing of it is trusted. */
public record ImageConfig(
        Platform platform,
        String osVersion,
        List<String> osFeatures,
        String created,
        String author,
        String user,
        List<String> env,
        List<String> entrypoint,
        List<String> cmd,
        List<String> volumes,
        List<String> exposedPorts,
        String workingDir,
        Map<String, String> labels,
        String stopSignal,
        List<Digest> diffIds) {
    static final long LONGEST = 8 << 20;
    /** More than any builder or overlay file system takes; each costs a digest and a file. */
    private static final int MOST_LAYERS = 1000;

    static ImageConfig read(String document, byte[] text) throws BundleException {
        JsonValue root = JsonReader.read(document, text);
        JsonValue config = root.get("config");
        JsonValue rootfs = root.get("rootfs");
        if (!rootfs.get("type").text().equals("layers")) {
            throw rootfs.get("type").wrong("must be \"layers\"");
        }
        List<Digest> diffIds = new ArrayList<>();
        for (JsonValue id : rootfs.get("diff_ids").elements()) {
            diffIds.add(id.digest());
        }
        if (diffIds.size() > MOST_LAYERS) {
            throw rootfs.get("diff_ids").wrong("has more than " + MOST_LAYERS + " layers");
        }
        return new ImageConfig(
                Platform.of(root),
                root.get("os.version").text(""),
                root.get("os.features").texts(),
                root.get("created").text(""),
                root.get("author").text(""),
                config.get("User").text(""),
                config.get("Env").texts(),
                config.get("Entrypoint").texts(),
                config.get("Cmd").texts(),
                config.get("Volumes").names(),
                config.get("ExposedPorts").names(),
                config.get("WorkingDir").text(""),
                config.get("Labels").textMap(),
                config.get("StopSignal").text(""),
                diffIds);
    }
}
