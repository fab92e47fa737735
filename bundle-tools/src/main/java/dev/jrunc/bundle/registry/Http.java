package dev.jrunc.bundle.registry;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;

/** Single requests to whatever a registry sends us to: connections, their trust, and how their failures are told. */
final class Http {
    private static final int LARGEST_PORT = 65_535;

    private final RemoteName name;
    private final Trust trust;
    private final Proxies proxies;
    private final Patience patience;

    /** @param name begins each message */
    Http(RemoteName name, Access access) {
        this.name = name;
        this.trust = new Trust(access.caFile());
        this.proxies = access.proxies();
        this.patience = access.patience();
    }

    URI uri(String address) throws RegistryException {
        try {
            return new URI(address);
        } catch (URISyntaxException e) {
            throw new RegistryException(name + ": sent to \"" + address + "\", which is no address", e);
        }
    }

    static boolean sameServer(URI a, URI b) {
        return String.valueOf(a.getAuthority()).equals(b.getAuthority())
                && a.getScheme().equals(b.getScheme());
    }

    HttpURLConnection open(URI uri) throws IOException, RegistryException {
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
    int status(HttpURLConnection connection, URI uri) throws IOException, RegistryException {
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
}
