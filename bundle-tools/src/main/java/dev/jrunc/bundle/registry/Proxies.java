package dev.jrunc.bundle.registry;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The proxies that the environment asks for, as other programs read it: {@code https_proxy}, {@code http_proxy} and
 * {@code no_proxy}, in small letters or capitals. This machine itself is never asked through one.
 *
 * @param http {@code [http://]HOST:PORT} or {@code socks5://HOST:PORT}; null for none
 * @param except hosts, domains, addresses and networks that are asked directly, with or without a port
 */
public record Proxies(@Nullable String http, @Nullable String https, List<String> except) {
    public static final Proxies NONE = new Proxies(null, null, List.of());
    private static final int HTTP_PORT = 1080; // curl(1), --proxy

    public static Proxies of(Map<String, String> environment) {
        String except = either(environment, "no_proxy");
        return new Proxies(
                either(environment, "http_proxy"),
                either(environment, "https_proxy"),
                except == null
                        ? List.of()
                        : Arrays.asList(except.toLowerCase(Locale.ROOT).split("[, ]+")));
    }

    private static @Nullable String either(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            value = environment.get(name.toUpperCase(Locale.ROOT));
        }
        return value == null || value.isEmpty() ? null : value;
    }

    /** @throws RegistryException when the variable asks for what can't be done */
    Proxy forUri(URI uri) throws RegistryException {
        boolean secure = "https".equals(uri.getScheme());
        String value = secure ? https : http;
        if (value == null || isDirect(uri)) {
            return Proxy.NO_PROXY;
        }
        return parse(value, secure ? "https_proxy" : "http_proxy");
    }

    private static Proxy parse(String value, String variable) throws RegistryException {
        URI uri;
        try {
            uri = new URI(value.contains("://") ? value : "http://" + value);
        } catch (URISyntaxException e) {
            throw new RegistryException(variable + ": \"" + value + "\" is no address", e);
        }
        if (uri.getHost() == null) {
            throw new RegistryException(variable + ": \"" + value + "\" names no host");
        }
        if (uri.getUserInfo() != null) {
            throw new RegistryException(variable + ": a proxy that wants a login is not supported");
        }
        InetSocketAddress address = new InetSocketAddress(uri.getHost(), uri.getPort() < 0 ? HTTP_PORT : uri.getPort());
        return switch (uri.getScheme().toLowerCase(Locale.ROOT)) {
            case "http" -> new Proxy(Proxy.Type.HTTP, address);
            case "socks5", "socks5h" -> new Proxy(Proxy.Type.SOCKS, address);
            default ->
                throw new RegistryException(variable + ": a proxy that is reached by " + uri.getScheme()
                        + " is not supported; http and socks5 are");
        };
    }

    private boolean isDirect(URI uri) {
        String host = bare(String.valueOf(uri.getHost())).toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
        byte[] address = address(host);
        if (host.equals("localhost") || isLoopback(address)) {
            return true;
        }
        for (String one : except) {
            if (matches(one, host, port, address)) {
                return true;
            }
        }
        return false;
    }

    private static boolean matches(String rule, String host, int port, byte @Nullable [] address) {
        if (rule.equals("*")) {
            return true;
        }
        int slash = rule.indexOf('/');
        if (slash > 0) {
            return address != null
                    && isInNetwork(address(rule.substring(0, slash)), rule.substring(slash + 1), address);
        }
        String name = rule;
        int colon = rule.lastIndexOf(':');
        if (colon > 0 && (rule.indexOf(':') == colon || rule.charAt(colon - 1) == ']')) {
            if (!rule.substring(colon + 1).equals(String.valueOf(port))) {
                return false;
            }
            name = rule.substring(0, colon);
        }
        name = bare(name);
        if (address != null) {
            byte[] other = address(name);
            return other != null && Arrays.equals(other, address);
        }
        String domain = name.startsWith("*.") ? name.substring(2) : name.startsWith(".") ? name.substring(1) : name;
        return !domain.isEmpty() && (host.equals(domain) || host.endsWith("." + domain));
    }

    private static boolean isInNetwork(byte @Nullable [] network, String length, byte[] address) {
        if (network == null || network.length != address.length || !length.matches("\\d{1,3}")) {
            return false;
        }
        int bits = Integer.parseInt(length);
        for (int i = 0; i < bits && i < 8 * address.length; i++) {
            if (((network[i / 8] ^ address[i / 8]) >> (7 - i % 8) & 1) != 0) {
                return false;
            }
        }
        return bits <= 8 * address.length;
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Of a literal; null for a name, which is not looked up. */
    private static byte @Nullable [] address(String host) {
        if (!host.contains(":") && !host.matches("[0-9.]+")) {
            return null;
        }
        try {
            return InetAddress.getByName(host).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static boolean isLoopback(byte @Nullable [] address) {
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
