package dev.jrunc.bundle.registry;

import static dev.jrunc.bundle.unpack.LayoutBuilder.platform;
import static dev.jrunc.bundle.unpack.LayoutBuilder.tagged;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.Tool;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.image.Image;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Platform;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images come out of a registry whole, whatever the connection does; and nothing else comes. */
class PullTest {
    private final Heard heard = new Heard();

    @TempDir
    private Path dir;

    private Path layout;
    private LayoutBuilder image;
    private RegistryServer server;

    @BeforeEach
    void serve() throws IOException {
        layout = dir.resolve("layout");
        image = new LayoutBuilder(dir.resolve("served"));
        server = new RegistryServer(dir.resolve("served"));
        StringBuilder noise = new StringBuilder();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 20_000; i++) {
            noise.append((char) random.nextInt(' ', '~'));
        }
        image.layer(new TarBuilder().file("large", noise.toString()))
                .layer(new TarBuilder().file("small", "x"))
                .write("{\"Cmd\": [\"x\"]}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private String pull(String reference, Platform platform) throws BundleException {
        RemoteName name = RemoteName.parse(server.host() + "/a/b" + reference);
        Pull pull = new Pull(
                name,
                new Access(false, dir.resolve("none").toString(), null, Proxies.NONE, Patience.DEFAULT),
                layout,
                heard);
        return pull.image(platform, "t").toString();
    }

    /** A server whose name nobody can look up: the proxy is asked for it. */
    @Test
    void throughAProxy() throws BundleException {
        Proxies proxies = Proxies.of(Map.of("http_proxy", server.host()));
        RemoteName name = RemoteName.parse("registry.invalid/a/b:v1");
        Access access = new Access(true, dir.resolve("none").toString(), null, proxies, Patience.DEFAULT);
        new Pull(name, access, layout, heard).image(null, "t");
        assertTrue(Files.exists(layout.resolve("index.json")));
        assertTrue(server.requests.contains("/v2/a/b/manifests/v1"), server.requests::toString);
    }

    private void refused(String words) {
        BundleException e = assertThrows(BundleException.class, () -> pull(":v1", null));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertFalse(Files.exists(layout.resolve("index.json")));
    }

    private Image pulled() throws BundleException {
        try (ImageFile file = ImageFile.open(Posix.load(), layout + ":t")) {
            return file.image(null);
        }
    }

    @BeforeEach
    void noLogins() throws IOException {
        Files.writeString(dir.resolve("none"), "{}");
    }

    @Test
    void imageArrivesWhole() throws Exception {
        String digest = pull(":v1", null);
        assertEquals(digest, pulled().manifest().digest().toString());
        assertEquals(2, pulled().layers().size());
        assertTrue(server.requests.contains("service=test&scope=repository:a/b:pull"), server.requests.toString());
        try (Stream<Path> files = Files.walk(layout)) {
            assertEquals(
                    0,
                    files.filter(f -> f.getFileName().toString().startsWith("."))
                            .count());
        }
        // Once more: nothing but the manifest and the config is asked for.
        server.requests.clear();
        pull(":v1", null);
        assertEquals(
                0, server.requests.stream().filter(r -> r.contains("/blobs/")).count(), server.requests.toString());
    }

    @Test
    void byDigestAndByPlatform() throws Exception {
        image.layer(new TarBuilder().file("arm", ""));
        String arm = image.manifest("{}");
        image.layer(new TarBuilder().file("amd", ""));
        String amd = image.manifest("{}");
        image.add(tagged(
                        image.index(platform(arm, "linux", "arm64", "v8"), platform(amd, "linux", "amd64", "")),
                        "multi"))
                .write();
        String amdDigest = amd.replaceAll(".*(sha256:[0-9a-f]+).*", "$1");
        String top = Files.readString(dir.resolve("served/index.json"))
                .replaceAll(".*\"digest\": \"(sha256:[0-9a-f]+)\"[^}]*\\{[^}]*multi.*", "$1");
        assertEquals(amdDigest, pull("@" + top, Platform.parse("linux/amd64")));
        BundleException e = assertThrows(BundleException.class, () -> pull("@" + top, Platform.parse("linux/s390x")));
        assertTrue(e.getMessage().contains("there is linux/amd64, linux/arm64/v8"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void brokenTransfersGoOn(boolean ranges) throws Exception {
        server.breaks.set(2);
        server.ranges = ranges;
        pull(":v1", null);
        assertEquals(2, pulled().layers().size());
        assertEquals(2, heard.retries.size(), heard.retries.toString());
        assertTrue(server.requests.stream().anyMatch(r -> r.startsWith("bytes=")), server.requests.toString());
    }

    @Test
    void unfinishedBlobOfAnEarlierRunGoesOn() throws Exception {
        server.breaks.set(100);
        refused("the connection ended after");
        server.breaks.set(0);
        server.requests.clear();
        pull(":v1", null);
        assertTrue(server.requests.stream().anyMatch(r -> r.startsWith("bytes=")), server.requests.toString());
        assertEquals(2, pulled().layers().size());
    }

    /** As the empty layers of older builders. */
    @Test
    void layerThatComesTwiceIsFetchedOnce() throws Exception {
        TarBuilder empty = new TarBuilder();
        image = new LayoutBuilder(dir.resolve("served"));
        image.layer(empty).layer(empty).write("{}");
        pull(":v1", null);
        assertEquals(2, pulled().layers().size());
        String blob = "/v2/a/b/blobs/" + pulled().layers().get(0).digest();
        assertEquals(1, server.requests.stream().filter(r -> r.startsWith(blob)).count(), server.requests.toString());
    }

    /** Two layers are asked for at once, or nobody gets any. */
    @Test
    void layersComeInParallel() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        server.beforeLayer = () -> both.await(20, TimeUnit.SECONDS);
        pull(":v1", null);
        assertEquals(2, pulled().layers().size());
    }

    /** What a killed process has fetched is not fetched again, and nothing of it has a name before it is whole. */
    @Test
    void killedInTheMiddle() throws Exception {
        CountDownLatch halfway = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        server.breaks.set(1);
        server.halfway = () -> {
            halfway.countDown();
            return killed.await(60, TimeUnit.SECONDS);
        };
        List<String> command = new ArrayList<>(Tool.command());
        command.addAll(List.of("pull", "--authfile", dir.resolve("none").toString()));
        command.addAll(List.of(server.host() + "/a/b:v1", layout + ":t"));
        Process first = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(halfway.await(60, TimeUnit.SECONDS));
        Path part = layout.resolve("blobs/sha256/." + server.broken.substring("sha256:".length()) + ".part");
        while (part.toFile().length() == 0) { // the others may be unfinished at any moment
            assertTrue(first.isAlive());
            Thread.onSpinWait();
        }
        first.destroyForcibly();
        assertEquals(137, first.waitFor());
        killed.countDown();
        assertFalse(Files.exists(layout.resolve("index.json")));
        assertTrue(unfinished() > 0);
        server.requests.clear();
        pull(":v1", null);
        assertTrue(server.requests.stream().anyMatch(r -> r.startsWith("bytes=")), server.requests.toString());
        assertEquals(2, pulled().layers().size());
        assertEquals(0, unfinished());
    }

    private long unfinished() throws IOException {
        if (!Files.exists(layout.resolve("blobs/sha256"))) {
            return 0;
        }
        try (Stream<Path> files = Files.list(layout.resolve("blobs/sha256"))) {
            return files.filter(f -> f.toString().endsWith(".part"))
                    .mapToLong(f -> f.toFile().length())
                    .sum();
        }
    }

    @Test
    void aSecondProcessWaitsForTheFirst() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        server.beforeLayer = () -> {
            started.countDown();
            return heard.waited.await(60, TimeUnit.SECONDS);
        };
        List<String> command = new ArrayList<>(Tool.command());
        command.addAll(List.of("pull", "--authfile", dir.resolve("none").toString()));
        command.addAll(List.of(server.host() + "/a/b:v1", layout + ":other"));
        Process first = new ProcessBuilder(command).redirectErrorStream(true).start();
        assertTrue(started.await(60, TimeUnit.SECONDS));
        pull(":v1", null);
        assertEquals(0, heard.waited.getCount());
        assertEquals(0, first.waitFor(), new String(first.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        try (ImageFile file = ImageFile.open(Posix.load(), layout.toString())) {
            assertEquals(List.of("other", "t"), file.references());
        }
    }

    /** Storage elsewhere gets no token of ours. */
    @Test
    void redirectToStorage() throws Exception {
        server.redirects = true;
        pull(":v1", null);
        assertTrue(server.requests.contains("storage"), server.requests.toString());
        assertFalse(server.requests.contains("storage authorized"), server.requests.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://127.0.0.1/x",
                "jar:file:/x!/y",
                "http://127.0.0.1:65536/",
                "::not an address"
            })
    void redirectSomewhereElse(String location) {
        server.redirects = true;
        server.location = location;
        refused(server.host() + "/a/b:v1: ");
    }

    @Test
    void redirectWithoutEnd() {
        server.redirects = true;
        server.location = "/v2/a/b/blobs/again";
        refused("more than 5 redirects");
    }

    @Test
    void contentThatIsSomethingElse() {
        server.instead = "short".getBytes(StandardCharsets.UTF_8);
        refused("cut short");
    }

    @Test
    void otherLayersOfTheRightSizeAndTooLongOnes() throws Exception {
        Path large = largest();
        byte[] content = Files.readAllBytes(large);
        byte[] other = content.clone();
        other[100] ^= 1;
        Files.write(large, other);
        refused("wrong digest");
        Files.write(large, Arrays.copyOf(content, content.length + 1));
        refused("wrong size");
        Files.write(large, content);
        pull(":v1", null);
        assertEquals(2, pulled().layers().size());
    }

    private Path largest() throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("served/blobs"))) {
            return files.max((a, b) ->
                            Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    @Test
    void tokensThatAreNone() {
        server.token = "x\\r\\nHost: evil";
        refused("the token is damaged");
    }

    @Test
    void imagesThatAreNotThere() {
        BundleException e = assertThrows(BundleException.class, () -> pull(":v2", null));
        assertTrue(e.getMessage().contains("404 (not found)"), e.getMessage());
    }

    @Test
    void otherImagesOfTheLayoutAreKept() throws Exception {
        LayoutBuilder mine = new LayoutBuilder(layout);
        mine.layer(new TarBuilder().file("mine", ""));
        mine.add(tagged(mine.manifest("{}"), "mine")).write();
        pull(":v1", null);
        pull(":v1", null);
        try (ImageFile file = ImageFile.open(Posix.load(), layout.toString())) {
            assertEquals(List.of("mine", "t"), file.references());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "busybox",
                "library/busybox",
                "localhost:1/",
                "localhost:1/UPPER",
                "localhost:1/a/../b",
                "localhost:1/a//b",
                "localhost:1/a:bad tag",
                "localhost:1/a@sha256",
                "user@host.example/a",
                "host.example/a?x=y",
                "host.example/a#x"
            })
    void namesThatAreNone(String name) {
        assertThrows(RegistryException.class, () -> RemoteName.parse(name));
    }
}
