package dev.jrunc.bundle.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/** A registry that serves a layout, and misbehaves as a test wants; it wants a token. */
final class RegistryServer implements AutoCloseable {
    private static final String TOKEN = "dG9rZW4.x-y_z";

    final List<String> requests = new CopyOnWriteArrayList<>();
    /** Breaks off so many transfers of blobs in the middle. */
    final AtomicInteger breaks = new AtomicInteger();

    volatile boolean ranges = true;
    volatile boolean redirects;
    volatile String location = "";
    /** In the place of the right one, when given. */
    volatile String manifestType;

    volatile String token = TOKEN;
    volatile byte[] instead;
    /** Answers in the place of the registry, or of its storage, when it returns true. */
    volatile Trap trap = exchange -> false;

    volatile Trap storageTrap = exchange -> false;
    /** What is asked for when there is no token; null for a token from this server. */
    volatile String challenge;

    /** Must return before a layer is sent. */
    volatile Callable<?> beforeLayer;
    /** Is called when a transfer is to break off. */
    volatile Callable<?> halfway;
    /** Digest of the blob of that transfer. */
    volatile String broken = "";

    interface Trap {
        boolean answers(HttpExchange exchange) throws IOException;
    }

    private final Path layout;
    private final String scheme;
    private final HttpServer server;
    private final HttpServer storage;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    RegistryServer(Path layout) throws IOException {
        this(layout, null);
    }

    /** @param tls the registry's; the storage never has any */
    RegistryServer(Path layout, SSLContext tls) throws IOException {
        this.layout = layout;
        this.scheme = tls == null ? "http" : "https";
        this.server = start(this::registry, tls);
        this.storage = start(this::storage, null);
    }

    private HttpServer start(HttpHandler handler, SSLContext tls) throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer http;
        if (tls == null) {
            http = HttpServer.create(address, 0);
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            http = https;
        }
        http.createContext("/", handler);
        http.setExecutor(threads);
        http.start();
        return http;
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    String storageAddress() {
        return "http://127.0.0.1:" + storage.getAddress().getPort();
    }

    private void registry(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        requests.add(path + (authorization == null ? "" : " authorized"));
        if (trap.answers(exchange)) {
            return;
        }
        if (path.equals("/token")) {
            requests.add(exchange.getRequestURI().getQuery());
            answer(
                    exchange,
                    200,
                    "application/json",
                    ("{\"token\": \"" + token + "\"}").getBytes(StandardCharsets.UTF_8));
        } else if (!("Bearer " + token).equals(authorization)) {
            exchange.getResponseHeaders()
                    .set(
                            "WWW-Authenticate",
                            challenge != null
                                    ? challenge
                                    : "Bearer realm=\"" + scheme + "://" + host()
                                            + "/token\",service=\"test\",scope=\"repository:a/b:pull\"");
            answer(exchange, 401, "application/json", new byte[0]);
        } else if (path.startsWith("/v2/a/b/manifests/")) {
            manifest(exchange, path.substring("/v2/a/b/manifests/".length()));
        } else if (path.startsWith("/v2/a/b/blobs/") && redirects) {
            exchange.getResponseHeaders().set("Location", location.isEmpty() ? storageAddress() + path : location);
            answer(exchange, 307, "text/html", new byte[0]);
        } else if (path.startsWith("/v2/a/b/blobs/")) {
            blob(exchange, path.substring("/v2/a/b/blobs/".length()));
        } else {
            answer(exchange, 404, "application/json", new byte[0]);
        }
    }

    private void storage(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add("storage" + (exchange.getRequestHeaders().containsKey("Authorization") ? " authorized" : ""));
        if (storageTrap.answers(exchange)) {
            return;
        }
        blob(exchange, path.substring("/v2/a/b/blobs/".length()));
    }

    private void manifest(HttpExchange exchange, String reference) throws IOException {
        byte[] index = Files.readAllBytes(layout.resolve("index.json"));
        byte[] content =
                reference.equals("index") ? index : content(reference.equals("v1") ? tagged(index) : reference);
        String text = content == null ? "" : new String(content, StandardCharsets.UTF_8);
        String type = manifestType != null
                ? manifestType
                : text.contains("\"manifests\"")
                        ? "application/vnd.oci.image.index.v1+json"
                        : "application/vnd.oci.image.manifest.v1+json; charset=utf-8";
        answer(exchange, content == null ? 404 : 200, type, content == null ? new byte[0] : content);
    }

    private static String tagged(byte[] index) {
        String text = new String(index, StandardCharsets.UTF_8);
        int at = text.indexOf("sha256:");
        return text.substring(at, at + 71);
    }

    private static void call(Callable<?> hook) throws IOException {
        try {
            hook.call();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private byte[] content(String digest) throws IOException {
        Path file = layout.resolve("blobs").resolve(digest.replace(':', '/'));
        return Files.exists(file) ? Files.readAllBytes(file) : null;
    }

    private void blob(HttpExchange exchange, String digest) throws IOException {
        byte[] content = instead != null ? instead : content(digest);
        Callable<?> before = beforeLayer;
        if (before != null && content[0] != '{') {
            call(before);
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null) {
            requests.add(range);
            from = ranges ? Integer.parseInt(range.substring("bytes=".length(), range.length() - 1)) : 0;
        }
        if (from > 0) {
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int end = content.length > 5000 && breaks.getAndDecrement() > 0 ? (from + content.length) / 2 : content.length;
        exchange.getResponseBody().write(content, from, end - from);
        exchange.getResponseBody().flush();
        Callable<?> inTheMiddle = halfway;
        if (inTheMiddle != null && end < content.length) {
            broken = digest;
            call(inTheMiddle);
        }
        exchange.close(); // breaks the connection when there should be more
    }

    static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        storage.stop(0);
        threads.shutdownNow();
    }
}
