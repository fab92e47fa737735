package dev.jrunc.bundle.registry;

import org.jspecify.annotations.Nullable;

/**
 * How a registry is reached.
 *
 * @param plainHttp HTTP without TLS, which a registry on this machine's loopback gets anyway unless caFile is given
 * @param authFile logins; null for the files of podman and docker
 * @param caFile certificates (PEM) of authorities that are trusted beside the machine's
 * @param proxies the way there
 * @param patience with one that is slow
 */
public record Access(
        boolean plainHttp,
        @Nullable String authFile,
        @Nullable String caFile,
        Proxies proxies,
        Patience patience) {
    /** As programs without options reach it, with the proxies of the environment. */
    public static final Access DEFAULT = new Access(false, null, null, Proxies.of(System.getenv()), Patience.DEFAULT);

    boolean tls(RemoteName name) {
        return !plainHttp && (caFile != null || !name.isLoopback());
    }
}
