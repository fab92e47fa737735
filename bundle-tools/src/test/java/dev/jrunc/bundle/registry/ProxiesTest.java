package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which proxy is asked for what, as curl and Go's programs read the same variables. */
class ProxiesTest {
    private static Proxy.Type of(Map<String, String> environment, String uri) throws RegistryException {
        return Proxies.of(environment).forUri(URI.create(uri)).type();
    }

    @Test
    void eachSchemeHasItsOwn() throws RegistryException {
        Map<String, String> both = Map.of("HTTPS_PROXY", "http://proxy.example:3128", "http_proxy", "proxy.example");
        Proxies proxies = Proxies.of(both);
        assertEquals("proxy.example:3128", text(proxies.forUri(URI.create("https://registry.example/v2/"))));
        assertEquals("proxy.example:1080", text(proxies.forUri(URI.create("http://registry.example/v2/"))));
        assertEquals(Proxy.Type.SOCKS, of(Map.of("https_proxy", "socks5://p:1"), "https://registry.example/"));
        assertEquals(Proxy.Type.DIRECT, of(Map.of("https_proxy", ""), "https://registry.example/"));
        assertEquals(Proxy.Type.DIRECT, of(Map.of("http_proxy", "p:1"), "https://registry.example/"));
    }

    private static String text(Proxy proxy) {
        return String.valueOf(proxy.address()).replaceAll("/.*(?=:)", "");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "registry.example | https://registry.example/ | DIRECT",
                "example | https://registry.example/ | DIRECT",
                ".example | https://registry.example/ | DIRECT",
                "*.example | https://registry.example/ | DIRECT",
                "REGISTRY.Example | https://registry.example/ | DIRECT",
                "try.example | https://registry.example/ | HTTP",
                "registry.example:5000 | https://registry.example:5000/ | DIRECT",
                "registry.example:5000 | https://registry.example/ | HTTP",
                "registry.example:443 | https://registry.example/ | DIRECT",
                "other, registry.example | https://registry.example/ | DIRECT",
                "* | https://registry.example/ | DIRECT",
                "10.1.2.3 | https://10.1.2.3/ | DIRECT",
                "10.0.0.0/8 | https://10.1.2.3/ | DIRECT",
                "10.0.0.0/16 | https://10.1.2.3/ | HTTP",
                "10.0.0.0/99 | https://10.1.2.3/ | HTTP",
                "fd00::/8 | https://[fd00::1]/ | DIRECT",
                "[fd00::1]:443 | https://[fd00::1]/ | DIRECT",
                "other | https://127.0.0.1:5000/ | DIRECT",
                "other | https://[::1]/ | DIRECT",
                "other | https://localhost/ | DIRECT",
            })
    void whatIsAskedDirectly(String except, String uri, Proxy.Type type) throws RegistryException {
        assertEquals(type, of(Map.of("https_proxy", "http://p:1", "no_proxy", except), uri));
    }

    @ParameterizedTest
    @CsvSource({
        "https://p:1, a proxy that is reached by https is not supported",
        "http://me:secret@p:1, a proxy that wants a login is not supported",
        "http://, is no address",
        "http:///x, names no host",
        "http://a b, is no address"
    })
    void whatCannotBeDoneIsRefused(String value, String words) {
        RegistryException e = assertThrows(
                RegistryException.class, () -> of(Map.of("https_proxy", value), "https://registry.example/"));
        String message = String.valueOf(e.getMessage());
        assertTrue(message.startsWith("https_proxy: ") && !message.contains("secret"), message);
        assertTrue(message.contains(words), message);
    }
}
