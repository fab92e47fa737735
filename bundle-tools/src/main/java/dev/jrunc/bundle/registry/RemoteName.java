package dev.jrunc.bundle.registry;

import java.util.regex.Pattern;

/**
 * The name of an image in a registry.
 *
 * @param reference a tag, or a digest
 */
public record RemoteName(String host, String repository, String reference) {
    // distribution-spec, "Pulling manifests".
    private static final Pattern REPOSITORY =
            Pattern.compile("[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\.|_|__|-+)[a-z0-9]+)*)*");
    private static final Pattern TAG = Pattern.compile("[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}");
    private static final Pattern HOST = Pattern.compile("([a-zA-Z0-9.-]+|\\[[0-9a-fA-F:.]+])(:[0-9]{1,5})?");
    private static final Pattern DIGEST = Pattern.compile("[a-z0-9]+:[0-9a-f]+");

    /** Reads {@code HOST/NAME[:TAG][@DIGEST]}; a name without host is nobody's to guess. */
    public static RemoteName parse(String text) throws RegistryException {
        int slash = text.indexOf('/');
        int at = text.indexOf('@', Math.max(slash, 0));
        String path = at < 0 ? text : text.substring(0, at);
        int colon = path.lastIndexOf(':');
        String tag = colon > slash ? path.substring(colon + 1) : "latest";
        String repository = slash < 0 ? "" : path.substring(slash + 1, colon > slash ? colon : path.length());
        String host = slash < 0 ? "" : text.substring(0, slash);
        if (!HOST.matcher(host).matches() || !(host.contains(".") || host.contains(":") || host.equals("localhost"))) {
            int scheme = text.indexOf("://");
            throw new RegistryException(text + ": expected HOST/NAME[:TAG], as in docker.io/library/busybox:latest"
                    + (scheme > 0 ? ": leave " + text.substring(0, scheme + 3) + " out" : ""));
        }
        if (repository.length() > 255 || !REPOSITORY.matcher(repository).matches()) {
            throw new RegistryException(text + ": \"" + repository
                    + "\" is no name of a repository: those are of lower-case letters and digits, with . _ - and /");
        }
        if (!TAG.matcher(tag).matches()) {
            throw new RegistryException(text + ": \"" + tag + "\" is no tag");
        }
        String digest = at < 0 ? "" : text.substring(at + 1);
        if (at >= 0 && !DIGEST.matcher(digest).matches()) {
            throw new RegistryException(text + ": \"" + digest + "\" is no digest");
        }
        return new RemoteName(host, repository, at < 0 ? tag : digest);
    }

    boolean byDigest() {
        return reference.indexOf(':') >= 0;
    }

    /** Where the registry of this name really is. */
    String server() {
        return host.equals("docker.io") ? "registry-1.docker.io" : host;
    }

    /** Nobody can listen between us and ourselves. */
    boolean isLoopback() {
        return isLoopback(host.startsWith("[") ? host.substring(0, host.indexOf(']') + 1) : host.split(":", -1)[0]);
    }

    /** @param name of a host, without its port */
    static boolean isLoopback(String name) {
        return name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.[0-9]{1,3}){3}");
    }

    @Override
    public String toString() {
        return host + "/" + repository + (byDigest() ? "@" : ":") + reference;
    }
}
