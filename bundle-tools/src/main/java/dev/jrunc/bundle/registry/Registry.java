package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One repository of a registry over HTTP: requests, redirects and authentication. Any thread may ask. */
final class Registry {
    private static final int MOST_REDIRECTS = 5;
    private static final int ATTEMPTS = 5;
    private static final int LARGEST_PORT = 65_535;
    private static final int LONGEST_TOKEN = 1 << 20;
    /** Somebody is waiting for the image. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

    private final RemoteName name;
    private final String base;
    private final Credentials credentials;
    private final Trust trust;
    private final Proxies proxies;
    private final Patience patience;
    private final boolean plainHttp;
    private final Waiting waiting;
    private volatile @Nullable String authorization;

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
        this.credentials = Credentials.find(access.authFile(), name);
        this.trust = new Trust(access.caFile());
        this.proxies = access.proxies();
        this.patience = access.patience();
        this.plainHttp = access.plainHttp();
        this.waiting = waiting;
    }

    Response get(String path, String accept, long from) throws IOException, RegistryException {
        URI uri = URI.create(base + path);
        boolean loggedIn = false;
        for (int attempt = 1; ; ) {
            String token = authorization;
            HttpURLConnection connection = follow(uri, accept, from, token);
            int status = connection.getResponseCode();
            if (status == 200 || status == 206) {
                return response(connection, status, from);
            }
            // Storage that we were sent to has no say in where our login goes.
            if (status == 401 && !loggedIn && isOurs(connection)) {
                authenticate(token, connection);
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
        return sameServer(URI.create(base), uri(connection.getURL().toString()));
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
                + (status == 401 ? credentials.advice() : ""));
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
            HttpURLConnection connection = open(uri);
            if (!accept.isEmpty()) {
                connection.setRequestProperty("Accept", accept);
            }
            if (from > 0) {
                connection.setRequestProperty("Range", "bytes=" + from + "-");
            }
            // Storage elsewhere has a signature in its address, and no business with our token.
            if (token != null && sameServer(start, uri)) {
                connection.setRequestProperty("Authorization", token);
            }
            int status = status(connection, uri);
            String location = connection.getHeaderField("Location");
            if (status < 300 || status >= 400 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI next = uri.resolve(uri(location));
            if (uri.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new RegistryException(name + ": redirected from https to " + next + ": refused");
            }
            uri = next;
        }
        throw new RegistryException(name + ": more than " + MOST_REDIRECTS + " redirects");
    }

    private URI uri(String address) throws RegistryException {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw new RegistryException(name + ": sent to \"" + address + "\", which is no address", e);
        }
    }

    private static boolean sameServer(URI a, URI b) {
        return String.valueOf(a.getAuthority()).equals(b.getAuthority())
                && a.getScheme().equals(b.getScheme());
    }

    private HttpURLConnection open(URI uri) throws IOException, RegistryException {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw new RegistryException(name + ": " + uri + " is neither http nor https");
        }
        if (uri.getHost() == null) {
            throw new RegistryException(name + ": " + uri + " names no host");
        }
        if (uri.getPort() > LARGEST_PORT) {
            throw new RegistryException(name + ": " + uri + " names a port above " + LARGEST_PORT);
        }
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxies.forUri(uri));
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust.sockets());
        }
        connection.setConnectTimeout(patience.millis());
        connection.setReadTimeout(patience.millis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("User-Agent", "jrunc-bundle");
        return connection;
    }

    /** The first that is asked of a connection, so that this is where TLS fails. */
    private int status(HttpURLConnection connection, URI uri) throws IOException, RegistryException {
        try {
            int status = patience.status(connection);
            if (status < 0) {
                throw new RegistryException(name + ": what " + uri.getAuthority() + " answers is not HTTP");
            }
            return status;
        } catch (SSLException e) {
            throw new RegistryException(name + ": TLS with " + uri.getAuthority() + ": " + Trust.words(e), e);
        }
    }

    /** distribution-spec leaves this to the token specification of Docker's registry; all speak it. */
    private synchronized void authenticate(@Nullable String used, HttpURLConnection refused)
            throws IOException, RegistryException {
        Challenge challenge = Challenge.best(Answer.challenges(refused));
        refused.disconnect();
        String current = authorization;
        if (current != null && !current.equals(used)) {
            return; // Another thread has been here meanwhile.
        }
        if (challenge == null) {
            throw new RegistryException(name + ": the registry wants a login and does not say which");
        }
        String login = credentials.login();
        if (challenge.scheme().equals("basic")) {
            if (login == null) {
                throw new RegistryException(name + ": the registry wants a login (--authfile)" + credentials.advice());
            }
            authorization = login;
            return;
        }
        if (!challenge.scheme().equals("bearer")) {
            throw new RegistryException(name + ": unknown authentication \"" + challenge.scheme() + "\"");
        }
        authorization = "Bearer " + token(tokenService(challenge), login);
    }

    private URI tokenService(Challenge challenge) throws RegistryException {
        String realm = challenge.parameter("realm");
        StringBuilder address = new StringBuilder(realm);
        String service = challenge.parameter("service");
        String scope = challenge.parameter("scope");
        char separator = realm.indexOf('?') < 0 ? '?' : '&';
        if (!service.isEmpty()) {
            address.append(separator).append("service=").append(encoded(service));
            separator = '&';
        }
        String[] scopes =
                scope.isEmpty() ? new String[] {"repository:" + name.repository() + ":pull"} : scope.split(" ");
        for (String one : scopes) {
            address.append(separator).append("scope=").append(encoded(one));
            separator = '&';
        }
        URI uri = URI.create(base).resolve(uri(address.toString()));
        boolean secure = "https".equals(uri.getScheme());
        // A login goes over the net; what reaches a registry on loopback without TLS reaches nobody else so.
        if (!secure
                && (base.startsWith("https:")
                        || !(plainHttp || RemoteName.isLoopback(String.valueOf(uri.getHost()))))) {
            throw new RegistryException(name + ": the token service " + uri + " is not https: refused");
        }
        return uri;
    }

    private String token(URI service, @Nullable String login) throws IOException, RegistryException {
        HttpURLConnection connection = open(service);
        if (login != null) {
            connection.setRequestProperty("Authorization", login);
        }
        int status = status(connection, service);
        if (status != HttpURLConnection.HTTP_OK) {
            String said = Answer.error(connection, patience);
            throw new RegistryException(name + ": no token from " + service + ": " + status
                    + (said.isEmpty() ? "" : ": " + said) + (status == 401 ? credentials.advice() : ""));
        }
        try (InputStream in = patience.watch(connection.getInputStream())) {
            return Tokens.checked(name, in.readNBytes(LONGEST_TOKEN));
        } catch (IOException e) {
            throw new RegistryException(name + ": no token from " + service + ": " + Failures.words(e), e);
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
