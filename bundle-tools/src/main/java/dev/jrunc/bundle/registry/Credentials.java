package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.File;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The {@code auths} of a containers-auth.json or docker config.json, where logins of other tools are kept. */
final class Credentials {
    private Credentials() {}

    /** The base64 of user and password for a host, or null when there is none. */
    static @Nullable String find(@Nullable String authFile, String host) throws RegistryException {
        if (authFile != null) {
            return read(new File(authFile), host);
        }
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        String home = System.getProperty("user.home", "");
        String named = System.getenv("REGISTRY_AUTH_FILE");
        if (named != null) {
            return read(new File(named), host);
        }
        for (File file : new File[] {
            new File(runtime == null ? "/run/containers/" + 0 : runtime + "/containers", "auth.json"),
            new File(home, ".docker/config.json")
        }) {
            String found = file.isFile() ? read(file, host) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private static @Nullable String read(File file, String host) throws RegistryException {
        try (JsonParser parser = new JsonFactory().createParser(file)) {
            String found = null;
            int depth = 0;
            String entry = "";
            boolean auths = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String name = parser.currentName();
                if (depth == 1) {
                    auths = name.equals("auths");
                } else if (depth == 2) {
                    entry = name;
                } else if (auths && depth == 3 && name.equals("auth") && isFor(entry, host)) {
                    found = parser.nextTextValue();
                }
            }
            return found;
        } catch (IOException e) {
            throw new RegistryException("read " + file + ": " + e.getMessage(), e);
        }
    }

    private static boolean isFor(String entry, String host) {
        return entry.equals(host) || (host.equals("docker.io") && entry.equals("https://index.docker.io/v1/"));
    }
}
