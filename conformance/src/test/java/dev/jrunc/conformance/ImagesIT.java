package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundle tool beside the runtime unpacks images into the same trees as umoci does, and the bundles run. */
@Conformance
final class ImagesIT {
    static final Path SCRIPT = Path.of("images/make").toAbsolutePath();

    @TempDir
    private Path temp;

    private Path tool;

    @BeforeEach
    void find(World world) {
        tool = world.runtime().path().resolveSibling("jrunc-bundle");
        assumeTrue(Files.isExecutable(tool), "the runtime has no bundle tool beside it");
        assumeTrue(onPath("umoci"), "umoci is not installed, which makes the images and is compared with");
    }

    static boolean onPath(String program) {
        for (String dir : System.getenv("PATH").split(":", -1)) {
            if (Files.isExecutable(Path.of(dir, program))) {
                return true;
            }
        }
        return false;
    }

    @ParameterizedTest
    @ValueSource(strings = {"busybox", "layers", "special", "multi", "built"})
    void sameTreeAsUmoci(String image, World world) throws Exception {
        assumeTrue(!image.equals("built") || onPath("buildah"), "buildah is not installed");
        String name = make(image);
        // umoci knows no platforms, so it is told which of the index's images to take.
        String chosen = image.equals("multi") ? name.replace(":multi", ":amd64") : name;
        call("umoci", "unpack", "--image", chosen, temp.resolve("umoci").toString());
        unpack(name);
        same(Tree.of(temp.resolve("umoci/rootfs")), Tree.of(temp.resolve("bundle/rootfs")));
        runs(world);
    }

    /** A large image, as LAYOUT:TAG; {@code images/make LAYOUT debian} makes one. */
    @Test
    void sameTreeAsUmociOfAnImageThatIsThere(World world) throws Exception {
        String name = System.getProperty("jrunc.image", "");
        assumeTrue(!name.isEmpty(), "no image is named (-Djrunc.image=LAYOUT:TAG)");
        call("umoci", "unpack", "--image", name, temp.resolve("umoci").toString());
        unpack(name);
        same(Tree.of(temp.resolve("umoci/rootfs")), Tree.of(temp.resolve("bundle/rootfs")));
        Path config = temp.resolve("bundle/config.json");
        ObjectNode changed = (ObjectNode) Json.parse(Files.readString(config));
        Json.set(changed, "/process/args", Json.parse("['/bin/sh', '-c', 'echo it runs']"));
        Files.writeString(config, changed.toPrettyString());
        runs(world);
        // JUnit would warn of every absolute link.
        call(
                "rm",
                "-r",
                temp.resolve("umoci").toString(),
                temp.resolve("bundle").toString());
    }

    @Test
    void formatsOfSkopeoGiveTheSameTree(World world) throws Exception {
        assumeTrue(onPath("skopeo"), "skopeo is not installed");
        String name = make("layers");
        unpack(name);
        Map<String, String> tree = Tree.of(temp.resolve("bundle/rootfs"));
        int copies = 0;
        for (String format : List.of("docker-archive", "oci-archive")) {
            Path copy = temp.resolve(format + ".tar");
            call("skopeo", "copy", "--quiet", "oci:" + name, format + ":" + copy + ":test:latest");
            same(tree, Tree.of(unpackAs(copy.toString(), "bundle" + copies++)));
        }
        Path zstd = temp.resolve("zstd");
        call(
                "skopeo",
                "copy",
                "--quiet",
                "--dest-compress-format",
                "zstd",
                "--dest-compress",
                "oci:" + name,
                "oci:" + zstd + ":latest");
        same(tree, Tree.of(unpackAs(zstd.toString(), "bundle" + copies)));
        runs(world);
    }

    @Test
    void nothingHalfMadeIsLeftByASignal(World world) throws Exception {
        Path layout = temp.resolve("layout");
        call(SCRIPT.toString(), layout.toString(), "large");
        Process process = new ProcessBuilder(
                        tool.toString(),
                        "unpack",
                        "--max-ratio",
                        "100000",
                        "--image",
                        layout + ":large",
                        temp.resolve("bundle").toString())
                .start();
        try (var err = process.errorReader(StandardCharsets.UTF_8)) {
            String first = err.readLine();
            assertTrue(first != null && first.contains("unpacking layer"), first);
            process.toHandle().destroy(); // Process.destroy() would close the pipe as well
            String rest = String.join("\n", err.lines().toList());
            assertEquals(143, process.waitFor(), rest);
        }
        try (var files = Files.list(temp)) {
            assertEquals(List.of(layout), files.toList());
        }
    }

    private String make(String image) throws Exception {
        Path layout = temp.resolve("layout");
        call(SCRIPT.toString(), layout.toString(), image);
        return layout + ":" + image;
    }

    private void unpack(String image) throws Exception {
        unpackAs(image, "bundle");
    }

    private Path unpackAs(String image, String bundle) throws Exception {
        Path dir = temp.resolve(bundle);
        call(tool.toString(), "unpack", "--image", image, dir.toString());
        return dir.resolve("rootfs");
    }

    static void same(Map<String, String> expected, Map<String, String> actual) {
        Map<String, String> differences = new TreeMap<>();
        for (Map.Entry<String, String> entry : expected.entrySet()) {
            String other = actual.get(entry.getKey());
            if (!entry.getValue().equals(other)) {
                differences.put(entry.getKey(), entry.getValue() + "\n    but " + other);
            }
        }
        for (String extra : actual.keySet()) {
            if (!expected.containsKey(extra)) {
                differences.put(extra, "only in the second");
            }
        }
        assertEquals(Map.of(), differences);
        assertFalse(expected.isEmpty());
    }

    private void runs(World world) throws IOException {
        runs(world, temp.resolve("bundle"));
    }

    static void runs(World world, Path bundle) throws IOException {
        Path config = bundle.resolve("config.json");
        // Nobody gave us a terminal.
        Files.writeString(config, Files.readString(config).replaceAll("\"terminal\" ?: true", "\"terminal\": false"));
        String id = "image-" + ProcessHandle.current().pid();
        Result result =
                world.runtime().call("run", "--bundle", bundle.toString(), id).run();
        assertEquals("it runs\n", result.expectSuccess().out());
    }

    static void call(String... command) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), all + "\n" + text);
    }
}
