package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The configurations in docs/engines.md, as the engines themselves read them. */
@Conformance
final class EngineSnippetsIT {
    private static final Path DOCUMENT = Path.of("../docs/engines.md");
    private static final String INSTALLED = "/usr/local/bin/jrunc";

    /** The first block of the language below the heading. */
    private static String snippet(String heading, String language) throws IOException {
        String text = Files.readString(DOCUMENT);
        Matcher block =
                Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(text);
        assertTrue(block.find(text.indexOf("\n## " + heading + "\n")), heading);
        return block.group(1);
    }

    private static void assumeInstalled(String engine) {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin", engine)),
                engine + " is not installed: make conformance ENGINE=");
    }

    @Test
    void containerdReadsItsRuntime(World world) throws IOException {
        assumeInstalled("containerd");
        Path config = Files.writeString(world.dir().resolve("config.toml"), snippet("containerd", "toml"));
        String dump = Host.run("containerd", "--config", config.toString(), "config", "dump");
        int runtime = dump.indexOf("containerd.runtimes.jrunc.options]");
        assertTrue(runtime > 0, dump);
        assertTrue(dump.indexOf("BinaryName = \"" + INSTALLED + '"') > runtime, dump);
    }

    @Test
    void podmanTakesItAsTheDefault(World world) throws IOException {
        assumeInstalled("podman");
        Path runtime = world.runtime().path();
        Path config = Files.writeString(
                world.dir().resolve("containers.conf"),
                snippet("Podman", "toml").replace(INSTALLED, runtime.toString()));
        String podman = "mount -t tmpfs podman /dev/shm && exec podman \"$@\""; // where it has its locks
        String info = Host.run(
                "env",
                "CONTAINERS_CONF=" + config,
                "unshare",
                "-m",
                "sh",
                "-c",
                podman,
                "podman",
                "--root=" + world.dir().resolve("storage"),
                "--runroot=" + world.dir().resolve("run"),
                "--tmpdir=" + world.dir().resolve("libpod"),
                "--storage-driver=vfs",
                "info",
                "--format={{.Host.OCIRuntime.Name}} {{.Host.OCIRuntime.Path}}");
        assertEquals("jrunc " + runtime, info.strip());
    }

    @Test
    void dockersIsTheJsonItTakes() throws IOException {
        JsonNode daemon = new ObjectMapper().readTree(snippet("Docker", "json"));
        String name = daemon.path("default-runtime").asText();
        assertEquals(INSTALLED, daemon.path("runtimes").path(name).path("path").asText());
    }
}
