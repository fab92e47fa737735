package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that send a byte now and then: no read of a socket ever lasts long, and nothing is ever done. */
@Timeout(60)
class SlowRegistryTest {
    private static final Patience LITTLE = new Patience(1000, Duration.ofMillis(500));

    private final Heard heard = new Heard();
    private final CountDownLatch end = new CountDownLatch(1);

    @TempDir
    private Path dir;

    private RegistryServer server;

    @BeforeEach
    void serve() throws IOException {
        Files.writeString(dir.resolve("logins"), "{}");
        LayoutBuilder image = new LayoutBuilder(dir.resolve("served"));
        server = new RegistryServer(dir.resolve("served"));
        byte[] tar = new TarBuilder().file("f", "x".repeat(20_000)).bytes();
        image.layer(LayoutBuilder.TAR, tar, image.digest(tar)).write("{}");
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.close();
    }

    private void pull(String host, Patience patience) throws BundleException {
        Access access = new Access(false, dir.resolve("logins").toString(), null, Proxies.NONE, patience);
        new Pull(RemoteName.parse(host + "/a/b:v1"), access, dir.resolve("layout"), heard).image(null, "t");
    }

    /** A byte every 50 ms until the other side has had enough. */
    private void drip(OutputStream out) throws IOException {
        try {
            while (!end.await(50, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private boolean dripBody(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, 20_000);
        drip(exchange.getResponseBody());
        return true;
    }

    private void refused(String host, String words) {
        BundleException e = assertThrows(BundleException.class, () -> pull(host, LITTLE));
        assertTrue(e.getMessage().endsWith(words), e.getMessage());
        assertFalse(Files.exists(dir.resolve("layout/index.json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/token", "/v2/a/b/manifests/v1"})
    void documents(String path) {
        server.trap = exchange -> exchange.getRequestURI().getPath().equals(path)
                && (path.equals("/token") || exchange.getRequestHeaders().containsKey("Authorization"))
                && dripBody(exchange, 200);
        refused(server.host(), ": slower than 1000 bytes/s for 500 ms; see --speed-limit");
    }

    /** What a refusal says is worth no wait: the status stands. */
    @Test
    void refusals() {
        server.trap = exchange -> dripBody(exchange, 403);
        refused(server.host(), ": 403 (not allowed)");
    }

    /** Transfers of layers are tried again, and go on where they were. */
    @Test
    void layers() throws Exception {
        AtomicBoolean slow = new AtomicBoolean(true);
        server.halfway = () -> {
            end.await(); // nothing comes at all
            return null;
        };
        server.breaks.set(1);
        server.trap = exchange -> exchange.getRequestURI().getPath().contains("/blobs/")
                && exchange.getRequestHeaders().containsKey("Authorization")
                && exchange.getRequestHeaders().containsKey("Range")
                && slow.getAndSet(false)
                && dripBody(exchange, 200);
        pull(server.host(), LITTLE);
        assertEquals(3, heard.retries.size(), heard.retries.toString());
        assertTrue(heard.retries.get(0).endsWith(": nothing came for 500 ms; see --speed-time"), heard.retries.get(0));
        assertTrue(
                heard.retries.get(1).endsWith(": slower than 1000 bytes/s for 500 ms; see --speed-limit"),
                heard.retries.get(1));
        // what dripped was not even of this layer
        assertTrue(heard.retries.get(2).endsWith("do not fit together"), heard.retries.get(2));
    }

    @Test
    void headers() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    OutputStream out = socket.getOutputStream();
                    out.write("HTTP/1.1 200 OK\r\nX-Long: ".getBytes(StandardCharsets.US_ASCII));
                    drip(out);
                } catch (IOException e) {
                    return; // the other side has had enough
                }
            });
            thread.start();
            refused("127.0.0.1:" + other.getLocalPort(), ": no answer within 500 ms; see --speed-time");
            thread.join();
        }
    }

    /** As slow as it likes, when nobody has asked for a speed. */
    @Test
    void anySpeedWillDo() throws Exception {
        server.trap = exchange -> {
            if (!exchange.getRequestURI().getPath().equals("/token")) {
                return false;
            }
            byte[] body = "{\"token\": \"dG9rZW4.x-y_z\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            for (byte each : body) {
                try {
                    end.await(50, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                exchange.getResponseBody().write(each);
                exchange.getResponseBody().flush();
            }
            exchange.close();
            return true;
        };
        pull(server.host(), new Patience(0, LITTLE.time()));
    }
}
