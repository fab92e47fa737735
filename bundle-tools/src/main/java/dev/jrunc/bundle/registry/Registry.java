package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** One repository of a registry over HTTP: requests, redirects and authentication. Any thread may ask. */
final class Registry {
    private static final int TIMEOUT = 30_000;
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_TOKEN = 1 << 20;

    private final RemoteName name;
    private final String base;
    private final @Nullable String credentials;
    private final Trust trust;
    private final Proxies proxies;
    private volatile @Nullable String authorization;

    /** An answer whose status is 200 or 206; the stream is the caller's to close. */
    record Response(int status, String contentType, long length, InputStream body) {}

    Registry(RemoteName name, Access access) throws RegistryException {
        this.name = name;
        boolean secure = access.tls(name);
        this.base = (secure ? "https://" : "http://") + name.server() + "/v2/" + name.repository() + "/";
        this.credentials = Credentials.find(access.authFile(), name.host());
        this.trust = new Trust(access.caFile());
        this.proxies = access.proxies();
    }

    Response get(String path, String accept, long from) throws IOException, RegistryException {
        URI uri = URI.create(base + path);
        HttpURLConnection connection = follow(uri, accept, from);
        if (connection.getResponseCode() == HttpURLConnection.HTTP_UNAUTHORIZED) {
            authenticate(Challenge.parse(connection.getHeaderField("WWW-Authenticate")));
            connection = follow(uri, accept, from);
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
            connection.disconnect();
            throw new RegistryException(name + ": GET " + uri + ": " + status + " " + words(status));
        }
        String type = String.valueOf(connection.getContentType());
        int semicolon = type.indexOf(';');
        return new Response(
                status,
                (semicolon < 0 ? type : type.substring(0, semicolon)).strip(),
                connection.getContentLengthLong(),
                connection.getInputStream());
    }

    private static String words(int status) {
        return switch (status) {
            case 401 -> "(not logged in, or no such repository)";
            case 403 -> "(not allowed)";
            case 404 -> "(not found)";
            case 416 -> "(the blob is shorter than what is here already)";
            case 429 -> "(too many requests; try again later)";
            default -> "";
        };
    }

    private HttpURLConnection follow(URI start, String accept, long from) throws IOException, RegistryException {
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
            String token = authorization;
            if (token != null && sameServer(start, uri)) {
                connection.setRequestProperty("Authorization", token);
            }
            int status = status(connection, uri);
            String location = connection.getHeaderField("Location");
            if (status < 300 || status >= 400 || location == null) {
                return connection;
            }
            connection.disconnect();
            URI next = resolve(uri, location);
            if (uri.getScheme().equals("https") && !"https".equals(next.getScheme())) {
                throw new RegistryException(name + ": redirected from https to " + next + ": refused");
            }
            uri = next;
        }
        throw new RegistryException(name + ": more than " + MOST_REDIRECTS + " redirects");
    }

    private URI resolve(URI uri, String location) throws RegistryException {
        try {
            return uri.resolve(new URI(location));
        } catch (URISyntaxException e) {
            throw new RegistryException(name + ": redirected to \"" + location + "\", which is no address", e);
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
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection(proxies.forUri(uri));
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust.sockets());
        }
        connection.setConnectTimeout(TIMEOUT);
        connection.setReadTimeout(TIMEOUT);
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("User-Agent", "jrunc-bundle");
        return connection;
    }

    /** The first that is asked of a connection, so that this is where TLS fails. */
    private int status(HttpURLConnection connection, URI uri) throws IOException, RegistryException {
        try {
            return connection.getResponseCode();
        } catch (SSLException e) {
            throw new RegistryException(name + ": TLS with " + uri.getAuthority() + ": " + Trust.words(e), e);
        }
    }

    /** distribution-spec leaves this to the token specification of Docker's registry; all speak it. */
    private synchronized void authenticate(@Nullable Challenge challenge) throws IOException, RegistryException {
        if (challenge == null) {
            throw new RegistryException(name + ": the registry wants a login and does not say which");
        }
        String login = credentials == null ? null : "Basic " + credentials;
        if (challenge.scheme().equals("basic")) {
            if (login == null) {
                throw new RegistryException(name + ": the registry wants a login (--authfile)");
            }
            authorization = login;
            return;
        }
        if (!challenge.scheme().equals("bearer")) {
            throw new RegistryException(name + ": unknown authentication \"" + challenge.scheme() + "\"");
        }
        String scope = challenge.parameter("scope");
        URI uri = resolve(
                URI.create(base),
                challenge.parameter("realm") + "?service=" + encoded(challenge.parameter("service")) + "&scope="
                        + encoded(scope.isEmpty() ? "repository:" + name.repository() + ":pull" : scope));
        if (base.startsWith("https:") && !"https".equals(uri.getScheme())) {
            throw new RegistryException(name + ": the token service " + uri + " is not https: refused");
        }
        HttpURLConnection connection = open(uri);
        if (login != null) {
            connection.setRequestProperty("Authorization", login);
        }
        int status = status(connection, uri);
        if (status != HttpURLConnection.HTTP_OK) {
            throw new RegistryException(name + ": no token from " + uri + ": " + status);
        }
        try (InputStream in = connection.getInputStream()) {
            authorization = "Bearer " + token(in.readNBytes(LONGEST_TOKEN));
        } catch (IOException e) {
            throw new RegistryException(name + ": no token from " + uri + ": " + Failures.words(e), e);
        }
    }

    private String token(byte[] answer) throws IOException, RegistryException {
        String token = Tokens.read(answer);
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                throw new RegistryException(name + ": the token is damaged");
            }
        }
        if (token.isEmpty()) {
            throw new RegistryException(name + ": the token service gave none");
        }
        return token;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
