package dev.jrunc.cli;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** What containerd, Docker, BuildKit, Podman and buildah hand over, by name. */
public final class EngineDocuments {
    private static final Path FILE = Path.of("../oci-spec/src/test/resources/engine-configs.gz");

    private EngineDocuments() {}

    /** Those of a kind: {@code process} of exec, {@code resources} of update, {@code config}. */
    public static Map<String, String> of(String kind) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (InputStream raw = Files.newInputStream(FILE);
                DataInputStream in = new DataInputStream(new GZIPInputStream(raw))) {
            // Name, blank, length, newline, text, newline; each time.
            for (String head = line(in); !head.isEmpty(); head = line(in)) {
                String name = head.substring(0, head.indexOf(' '));
                byte[] text = new byte[Integer.parseInt(head.substring(head.indexOf(' ') + 1))];
                in.readFully(text);
                line(in);
                if (kind(name).equals(kind)) {
                    found.put(name, new String(text, StandardCharsets.UTF_8));
                }
            }
        }
        return found;
    }

    private static String kind(String name) {
        return name.endsWith(".process.json") ? "process" : name.endsWith(".resources.json") ? "resources" : "config";
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
