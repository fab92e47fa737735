package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The login of a repository: what each request says of who asks, once the registry has wanted to know. */
final class Login {
    private static final int LONGEST_TOKEN = 1 << 20;

    private final RemoteName name;
    private final String base;
    private final Credentials credentials;
    private final Patience patience;
    private final boolean plainHttp;
    private final Http http;
    private volatile @Nullable String authorization;

    /** @param base of all addresses of the repository */
    Login(RemoteName name, String base, Access access, Http http) throws RegistryException {
        this.name = name;
        this.base = base;
        this.credentials = Credentials.find(access.authFile(), name);
        this.patience = access.patience();
        this.plainHttp = access.plainHttp();
        this.http = http;
    }

    /** What an {@code Authorization} header says; null as long as none was wanted. */
    @Nullable
    String authorization() {
        return authorization;
    }

    /** What to say to somebody whose login is kept where nobody asks; "" for all others. */
    String advice() {
        return credentials.advice();
    }

    /**
     * Gets what the registry asks for. How is left by distribution-spec to the token specification of Docker's registry,
     * which all speak.
     *
     * @param used what the refused request said
     */
    synchronized void authenticate(@Nullable String used, HttpURLConnection refused)
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
        URI uri = URI.create(base).resolve(http.uri(address.toString()));
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
        HttpURLConnection connection = http.open(service);
        if (login != null) {
            connection.setRequestProperty("Authorization", login);
        }
        int status = http.status(connection, service);
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
