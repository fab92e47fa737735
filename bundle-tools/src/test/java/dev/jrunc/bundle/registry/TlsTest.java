package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody but the registry itself is talked to, and in secret. */
class TlsTest {
    private static Certificates certificates;
    private static SSLContext right;

    @TempDir
    private Path dir;

    @BeforeAll
    static void sign(@TempDir Path directory) throws Exception {
        certificates = new Certificates(directory);
        right = certificates.server("ip:127.0.0.1");
    }

    @BeforeEach
    void serve() throws Exception {
        Files.writeString(dir.resolve("none"), "{}");
        LayoutBuilder image = new LayoutBuilder(dir.resolve("served"));
        image.layer(new TarBuilder().file("f", "x")).write("{\"Cmd\": [\"x\"]}");
    }

    private RegistryServer server(SSLContext tls) throws Exception {
        return new RegistryServer(dir.resolve("served"), tls);
    }

    private void pull(String host, String caFile) throws BundleException {
        Access access = new Access(false, dir.resolve("none").toString(), caFile, Proxies.NONE, Patience.DEFAULT);
        new Pull(RemoteName.parse(host + "/a/b:v1"), access, dir.resolve("layout"), new Pull.Silent()).image(null, "t");
    }

    private void refused(RegistryServer server, String caFile, String words) {
        refused(server.host(), caFile, words);
    }

    private void refused(String host, String caFile, String words) {
        BundleException e = assertThrows(BundleException.class, () -> pull(host, caFile));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertFalse(Files.exists(dir.resolve("layout/index.json")));
    }

    @Test
    void authorityOfOnesOwn() throws Exception {
        try (RegistryServer server = server(right)) {
            pull(server.host(), certificates.authority());
            assertTrue(server.requests.contains("/token"), server.requests.toString());
            assertTrue(Files.exists(dir.resolve("layout/index.json")));
        }
    }

    @Test
    void authorityThatNobodyTrusts() throws Exception {
        String other = new Certificates(dir.resolve("other")).authority();
        try (RegistryServer server = server(right)) {
            refused(server, other, "its certificate is of no authority that is trusted here");
            assertEquals(0, server.requests.size(), server.requests.toString());
        }
    }

    @Test
    void certificateOfAnotherHost() throws Exception {
        try (RegistryServer server = server(certificates.server("dns:registry.example,ip:127.0.0.2"))) {
            refused(server, certificates.authority(), "its certificate is not for this name");
            assertEquals(0, server.requests.size(), server.requests.toString());
        }
    }

    @Test
    void certificateThatHasExpired() throws Exception {
        try (RegistryServer server =
                server(certificates.server("ip:127.0.0.1", "-startdate", "-3d", "-validity", "1"))) {
            refused(server, certificates.authority(), "its certificate has expired");
        }
    }

    /** The one without TLS is told nothing, least of all the token. */
    @Test
    void redirectOutOfTls() throws Exception {
        try (RegistryServer server = server(right)) {
            server.redirects = true;
            refused(server, certificates.authority(), "redirected from https to http:");
            assertFalse(server.requests.contains("storage"), server.requests.toString());
        }
    }

    @Test
    void registryWithoutTls() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answer = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    assertTrue(socket.getInputStream().read() >= 0);
                    socket.getOutputStream()
                            .write("HTTP/1.0 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answer.start();
            refused(
                    "127.0.0.1:" + server.getLocalPort(),
                    certificates.authority(),
                    "it does not speak TLS (--plain-http)");
            answer.join();
        }
    }

    @Test
    void filesWithoutCertificates() throws Exception {
        Path file = Files.writeString(dir.resolve("x.pem"), "");
        try (RegistryServer server = server(right)) {
            refused(server, file.toString(), "no certificate (PEM) in it");
            Files.writeString(file, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            refused(server, file.toString(), "no certificates (PEM)");
            refused(server, dir + "/none.pem", "no such file or directory");
        }
    }

    /** HTTP is for this machine's loopback, or for who asks for it. */
    @Test
    void whoIsAskedWithoutTls() throws Exception {
        RemoteName far = RemoteName.parse("registry.example/a");
        RemoteName near = RemoteName.parse("localhost:5000/a");
        assertTrue(Access.DEFAULT.tls(far));
        assertFalse(Access.DEFAULT.tls(near));
        assertFalse(new Access(true, null, null, Proxies.NONE, Patience.DEFAULT).tls(far));
        assertTrue(new Access(false, null, "ca.pem", Proxies.NONE, Patience.DEFAULT).tls(near));
        assertTrue(Access.DEFAULT.tls(RemoteName.parse("127.0.0.1.example.com/a")));
        assertTrue(Access.DEFAULT.tls(RemoteName.parse("localhost.example.com/a")));
    }
}
