package dev.jrunc.bundle.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One repository of a registry: requests, redirects, and trying again. Any thread may ask. */
final class Registry {
    private static final int MOST_REDIRECTS = 5;
    private static final int ATTEMPTS = 5;
    /** Somebody is waiting for the image. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final RemoteName name;
    private final String base;
    private final Patience patience;
    private final Http http;
    private final Login login;
    private final Waiting waiting;

    /** Hears that the registry asks for patience. */
    interface Waiting {
        void on(String what, String why);
    }

    /**
     * An answer whose status is 200 or 206; the stream is the caller's to close.
     *
     * @param start where the body begins in the whole
     * @param digest of the whole, as the registry says; empty when it does not
     */
    record Response(long start, String contentType, long length, String digest, InputStream body) {}

    /** The part that was asked for is not there: what is here already belongs to something else. */
    static final class NoSuchPartException extends IOException {
        private static final long serialVersionUID = 1;

        NoSuchPartException(String message) {
            super(message);
        }
    }

    Registry(RemoteName name, Access access, Waiting waiting) throws RegistryException {
        this.name = name;
        boolean secure = access.tls(name);
        this.base = (secure ? "https://" : "http://") + name.server() + "/v2/" + name.repository() + "/";
        this.patience = access.patience();
        this.http = new Http(name, access);
        this.login = new Login(name, base, access, http);
        this.waiting = waiting;
    }

    Response get(String path, String accept, long from) throws IOException, RegistryException {
        URI uri = URI.create(base + path);
        boolean loggedIn = false;
        for (int attempt = 1; ; ) {
            String token = login.authorization();
            HttpURLConnection connection = follow(uri, accept, from, token);
            int status = connection.getResponseCode();
            if (status == 200 || status == 206) {
                return response(connection, status, from);
            }
            // Storage that we were sent to has no say in where our login goes.
            if (status == 401 && !loggedIn && isOurs(connection)) {
                login.authenticate(token, connection);
                loggedIn = true;
                continue;
            }
            Duration wait = Answer.isTransient(status) && attempt < ATTEMPTS ? wait(connection, attempt++) : null;
            if (wait == null) {
                throw refusal(uri, connection, status);
            }
            connection.disconnect();
            waiting.on(uri.getPath(), status + " " + words(status));
            sleep(wait);
        }
    }

    private boolean isOurs(HttpURLConnection connection) throws RegistryException {
        return Http.sameServer(URI.create(base), http.uri(connection.getURL().toString()));
    }

    private Response response(HttpURLConnection connection, int status, long from)
            throws IOException, RegistryException {
        long start = status == 206 ? Answer.partStart(connection) : 0;
        // A registry need not know ranges, and then sends all of it.
        if (start != 0 && start != from) {
            connection.disconnect();
            throw new NoSuchPartException("the registry sent another part than the one from byte " + from);
        }
        String encoding = connection.getContentEncoding();
        if (encoding != null && !encoding.equals("identity")) {
            connection.disconnect();
            throw new RegistryException(
                    name + ": the answer is encoded (Content-Encoding: " + encoding + "), which nobody has asked for");
        }
        String type = Objects.requireNonNullElse(connection.getContentType(), "");
        int semicolon = type.indexOf(';');
        return new Response(
                start,
                (semicolon < 0 ? type : type.substring(0, semicolon))
                        .strip()
                        .toLowerCase(Locale.ROOT), // case says nothing in HTTP
                connection.getContentLengthLong(),
                Objects.requireNonNullElse(connection.getHeaderField("Docker-Content-Digest"), ""),
                patience.watch(connection.getInputStream()));
    }

    /** Null when the server asks for more patience than a person has. */
    private static @Nullable Duration wait(HttpURLConnection connection, int attempt) {
        Duration asked = Answer.retryAfter(connection);
        if (asked == null) {
            return Duration.ofMillis(200L << attempt);
        }
        return asked.compareTo(LONGEST_WAIT) > 0 ? null : asked;
    }

    private void sleep(Duration wait) throws RegistryException {
        try {
            Thread.sleep(Math.max(0, wait.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryException("interrupted", e);
        }
    }

    private RegistryException refusal(URI uri, HttpURLConnection connection, int status) throws NoSuchPartException {
        Duration wait = Answer.isTransient(status) ? Answer.retryAfter(connection) : null;
        String said = Answer.error(connection, patience);
        connection.disconnect();
        if (status == 416) {
            throw new NoSuchPartException("the blob is shorter than what is here already");
        }
        return new RegistryException(name + ": GET " + uri + ": " + status + " " + words(status)
                + (said.isEmpty() ? "" : ": " + said)
                + (wait == null ? "" : "; it asks for " + wait.toSeconds() + " s of patience")
                + (status == 401 ? login.advice() : ""));
    }

    private static String words(int status) {
        return switch (status) {
            case 401 -> "(not logged in, or no such repository)";
            case 403 -> "(not allowed)";
            case 404 -> "(not found)";
            case 429 -> "(too many requests; try again later)";
            case 500, 502, 503, 504 -> "(the server has trouble)";
            default -> "";
        };
    }

    private HttpURLConnection follow(URI start, String accept, long from, @Nullable String token)
            throws IOException, RegistryException {
        URI uri = start;
        for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
            HttpURLConnection connection = http.open(uri);
            if (!accept.isEmpty()) {
                connection.setRequestProperty("Accept", accept);
            }
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            // Storage elsewhere has a signature in its address, and no business with our token.
            if (token != null && Http.sameServer(start, uri)) {
                connection.setRequestProperty("Authorization", token);
            }
            int status = http.status(connection, uri);
            String location = connection.getHeaderField("Location");
            if (status < 300 || status >= 400 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI next = uri.resolve(http.uri(location));
            if (uri.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new RegistryException(name + ": redirected from https to " + next + ": refused");
            }
            uri = next;
        }
        throw new RegistryException(name + ": more than " + MOST_REDIRECTS + " redirects");
    }
}
