package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.image.Layer;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that are busy, answer nonsense, or want the login for somebody else. */
class RegistryTroubleTest {
    private final Heard heard = new Heard();

    @TempDir
    private Path dir;

    private Path layout;
    private Path logins;
    private LayoutBuilder image;
    private RegistryServer server;

    @BeforeEach
    void serve() throws IOException {
        layout = dir.resolve("layout");
        logins = Files.writeString(dir.resolve("logins"), "{}");
        image = new LayoutBuilder(dir.resolve("served"));
        server = new RegistryServer(dir.resolve("served"));
        byte[] tar = new TarBuilder().file("f", "x".repeat(20_000)).bytes();
        image.layer(LayoutBuilder.TAR, tar, image.digest(tar)).write("{}");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void pull() throws BundleException {
        RemoteName name = RemoteName.parse(server.host() + "/a/b:v1");
        Access access = new Access(false, logins.toString(), null, Proxies.NONE, Patience.DEFAULT);
        new Pull(name, access, layout, heard).image(null, "t");
    }

    private void refused(String words) {
        BundleException e = assertThrows(BundleException.class, this::pull);
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertFalse(Files.exists(layout.resolve("index.json")));
    }

    private void login() throws IOException {
        String auth = Base64.getEncoder().encodeToString("user:secret".getBytes(StandardCharsets.UTF_8));
        Files.writeString(logins, "{\"auths\": {\"" + server.host() + "\": {\"auth\": \"" + auth + "\"}}}");
    }

    private Layer layer() throws BundleException {
        try (ImageFile file = ImageFile.open(Posix.load(), layout + ":t")) {
            return file.image(null).layers().get(0);
        }
    }

    private static boolean fail(HttpExchange exchange, int status, String... header) throws IOException {
        for (int i = 0; i < header.length; i += 2) {
            exchange.getResponseHeaders().set(header[i], header[i + 1]);
        }
        RegistryServer.answer(exchange, status, "application/json", new byte[0]);
        return true;
    }

    /** Every address is busy at first (RFC 6585, 4; RFC 9110, 10.2.3). */
    @ParameterizedTest
    @ValueSource(ints = {429, 503, 500, 502})
    void busyAtFirst(int status) throws Exception {
        Set<String> asked = ConcurrentHashMap.newKeySet();
        server.trap = exchange -> asked.add(exchange.getRequestURI().toString())
                && !exchange.getRequestURI().getPath().equals("/token")
                && fail(exchange, status, "Retry-After", status == 503 ? "Sun, 06 Nov 1994 08:49:37 GMT" : "0");
        pull();
        assertEquals(3, heard.retries.size(), heard.retries.toString());
        assertEquals(
                1,
                new HashSet<>(heard.retries.stream()
                                .map(r -> r.replaceAll(".*: ", ""))
                                .toList())
                        .size());
    }

    @Test
    void manifestThatIsNotWhatTheRegistrySays() {
        server.trap = exchange -> {
            exchange.getResponseHeaders().set("Docker-Content-Digest", "sha256:" + "0".repeat(64));
            return false;
        };
        refused(", the registry says sha256:000");
    }

    @Test
    void manifestOfTheFirstSchema() {
        server.trap = exchange -> {
            RegistryServer.answer(
                    exchange, 200, "application/vnd.docker.distribution.manifest.v1+prettyjws", new byte[] {'{', '}'});
            return true;
        };
        refused("Docker's schema 1");
    }

    @ParameterizedTest
    @CsvSource({"application/json,is \"application/json\"", "'',is of a type that it does not say"})
    void manifestOfNoSuchType(String type, String words) {
        server.manifestType = type;
        refused("the registry's answer " + words);
    }

    @Test
    void aMediaTypeInCapitals() throws Exception {
        server.manifestType = "Application/vnd.OCI.image.manifest.v1+JSON";
        pull();
        assertTrue(Files.exists(layout.resolve("index.json")));
    }

    @Test
    void encodingThatNobodyAskedFor() {
        server.trap = exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            return false;
        };
        refused("Content-Encoding: gzip");
    }

    @Test
    void noHttpAtAll() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                // The JDK asks a second time.
                for (int i = 0; i < 2; i++) {
                    try (Socket socket = other.accept()) {
                        socket.getOutputStream()
                                .write("220 smtp.example ESMTP\r\n".getBytes(StandardCharsets.US_ASCII));
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException e) {
                        return; // closed by the test
                    }
                }
            });
            thread.start();
            RemoteName name = RemoteName.parse("127.0.0.1:" + other.getLocalPort() + "/a/b:v1");
            Access access = new Access(false, logins.toString(), null, Proxies.NONE, Patience.DEFAULT);
            BundleException e = assertThrows(
                    BundleException.class, () -> new Pull(name, access, layout, new Pull.Silent()).image(null, "t"));
            assertTrue(e.getMessage().contains("is not HTTP"), e.getMessage());
        }
    }

    @Test
    void busyForever() {
        AtomicInteger count = new AtomicInteger();
        server.trap = exchange -> count.incrementAndGet() > 0 && fail(exchange, 429, "Retry-After", "0");
        refused("429 (too many requests");
        assertEquals(5, count.get());
    }

    @Test
    void busyForTooLong() {
        AtomicInteger count = new AtomicInteger();
        server.trap = exchange -> count.incrementAndGet() > 0 && fail(exchange, 503, "Retry-After", "99999");
        refused("it asks for 99999 s of patience");
        assertEquals(1, count.get());
    }

    @Test
    void refusalsAreQuoted() {
        server.trap = exchange -> {
            byte[] body = "{\"errors\": [{\"code\": \"DENIED\", \"message\": \"not for you\", \"detail\": {}}]}"
                    .getBytes(StandardCharsets.UTF_8);
            RegistryServer.answer(exchange, 403, "application/json", body);
            return true;
        };
        refused("403 (not allowed): DENIED: not for you");
        assertFalse(Files.exists(layout), "a layout without an image");
    }

    /** Whoever serves the blobs may not send the login where it likes (CVE-2020-15157 and kin). */
    @Test
    void storageGetsNoLogin() throws Exception {
        login();
        server.redirects = true;
        server.storageTrap = exchange -> fail(
                exchange,
                401,
                "WWW-Authenticate",
                "Bearer realm=\"" + server.storageAddress() + "/token\",service=\"s\"");
        refused("401");
        assertFalse(server.requests.contains("storage authorized"), server.requests.toString());
    }

    @Test
    void loginOverPlainHttpElsewhere() throws Exception {
        login();
        server.challenge = "Bearer realm=\"http://registry.example/token\",service=\"s\"";
        refused("is not https: refused");
    }

    @Test
    void tokenServiceWithAQuery() throws Exception {
        server.challenge = "Basic realm=\"a \\\"b\\\", c\", Bearer realm=\"http://" + server.host()
                + "/token?account=x\", service=\"test\", scope=\"repository:a/b:pull repository:c:pull\"";
        pull();
        assertTrue(
                server.requests.contains("account=x&service=test&scope=repository:a/b:pull&scope=repository:c:pull"),
                server.requests.toString());
    }

    /** A token that has run out between two requests is asked for again. */
    @Test
    void tokensRunOut() throws Exception {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        server.trap = exchange -> {
            String path = exchange.getRequestURI().getPath();
            if (path.startsWith("/v2/a/b/blobs/") && seen.add(path)) {
                server.token = "next" + seen.size();
            }
            return false;
        };
        pull();
        assertEquals(3, server.requests.stream().filter("/token"::equals).count(), server.requests.toString());
    }

    /** Broken off once, then goes on at a place that nobody has asked for, or nowhere. */
    @ParameterizedTest
    @ValueSource(strings = {"bytes 7-9/10", "bytes */10", "nonsense", "416"})
    void partsThatWereNotAskedFor(String range) throws Exception {
        server.breaks.set(1);
        server.trap = exchange -> exchange.getRequestHeaders().containsKey("Range")
                && (range.equals("416") ? fail(exchange, 416) : fail(exchange, 206, "Content-Range", range));
        pull();
        assertEquals(2, heard.retries.size(), heard.retries.toString());
        assertTrue(layer().content().size() > 20_000);
    }

    /** What a crash has left of a blob may be zeros. */
    @Test
    void unfinishedBlobThatIsDamaged() throws Exception {
        pull();
        Path blob = layout.resolve("blobs").resolve(layer().digest().toString().replace(':', '/'));
        Files.delete(blob);
        Files.write(blob.resolveSibling("." + blob.getFileName() + ".part"), new byte[5000]);
        pull();
        assertTrue(Files.exists(blob));
        assertEquals(1, heard.retries.size(), heard.retries.toString());
    }

    /** A layout may lie where others can write. */
    @Test
    void linksInTheLayoutAreNotWrittenThrough() throws Exception {
        Path canary = Files.writeString(dir.resolve("canary"), "not yours");
        Files.createDirectory(layout);
        Files.createSymbolicLink(layout.resolve(".index.json.new"), canary);
        pull();
        assertEquals("not yours", Files.readString(canary));
        Files.delete(layout.resolve("oci-layout"));
        Files.createSymbolicLink(layout.resolve("oci-layout"), dir.resolve("new"));
        assertThrows(BundleException.class, this::pull);
        assertFalse(Files.exists(dir.resolve("new")));
    }

    @Test
    void blobThatIsDamaged() throws Exception {
        pull();
        Path blob = layout.resolve("blobs").resolve(layer().digest().toString().replace(':', '/'));
        byte[] right = Files.readAllBytes(blob);
        Files.write(blob, new byte[right.length]);
        pull();
        assertEquals(-1, Files.mismatch(blob, Files.write(dir.resolve("right"), right)));
    }

    /** Five failures are too many only where nothing comes of it. */
    @Test
    void breaksOfALargeLayer() throws Exception {
        byte[] noise = new byte[12 << 20];
        new Random(1).nextBytes(noise);
        byte[] tar = new TarBuilder().member('0', "f", "", noise).bytes();
        image = new LayoutBuilder(dir.resolve("served"));
        image.layer(LayoutBuilder.TAR, tar, image.digest(tar)).write("{}");
        server.breaks.set(5);
        pull();
        assertEquals(5, heard.retries.size(), heard.retries.toString());
    }
}
