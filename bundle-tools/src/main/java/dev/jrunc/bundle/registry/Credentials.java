package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.jrunc.bundle.report.Failures;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The login for a repository, from the {@code auths} of a containers-auth.json(5) or docker config.json, where other
 * tools keep theirs.
 *
 * @param login what an {@code Authorization} header says; null when there is none
 * @param helper a program that may have one, which is not asked; null for none
 */
record Credentials(@Nullable String login, @Nullable String helper) {
    private static final Credentials NONE = new Credentials(null, null);

    static Credentials find(@Nullable String authFile, RemoteName name) throws RegistryException {
        String named = authFile == null ? System.getenv("REGISTRY_AUTH_FILE") : authFile;
        if (named != null && !named.isEmpty()) {
            return read(new File(named), name);
        }
        Credentials last = NONE;
        for (File file : files()) {
            Credentials found = file.isFile() ? read(file, name) : NONE;
            if (found.login != null) {
                return found;
            }
            last = found.helper == null ? last : found;
        }
        return last;
    }

    private static List<File> files() {
        String home = System.getProperty("user.home", "");
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        String config = System.getenv("XDG_CONFIG_HOME");
        String docker = System.getenv("DOCKER_CONFIG");
        List<File> files = new ArrayList<>();
        files.add(new File(runtime == null ? "/run/containers/" + uid() : runtime + "/containers", "auth.json"));
        files.add(new File(config == null ? home + "/.config" : config, "containers/auth.json"));
        files.add(new File(docker == null ? home + "/.docker" : docker, "config.json"));
        return files;
    }

    private static String uid() {
        try {
            return String.valueOf(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException e) {
            return "0";
        }
    }

    /** What to say to somebody who has logged in with a tool that keeps its logins elsewhere. */
    String advice() {
        return helper == null || login != null
                ? ""
                : "; the login is with the credential helper \"" + helper
                        + "\", which is not asked: give a file with it (--authfile)";
    }

    private static Credentials read(File file, RemoteName name) throws RegistryException {
        try (JsonParser parser = new JsonFactory().createParser(file)) {
            Credentials found = NONE;
            int best = 0;
            int depth = 0;
            String section = "";
            String entry = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String key = parser.currentName();
                if (depth == 1) {
                    section = key;
                    if (key.equals("credsStore")) {
                        found = new Credentials(found.login, parser.nextTextValue());
                    }
                } else if (depth == 2) {
                    entry = key;
                    if (section.equals("credHelpers") && fits(entry, name) > 0) {
                        found = new Credentials(found.login, parser.nextTextValue());
                    }
                } else if (depth == 3 && section.equals("auths") && key.equals("auth") && fits(entry, name) > best) {
                    best = fits(entry, name);
                    String auth = parser.nextTextValue();
                    found = new Credentials(auth == null || auth.isEmpty() ? null : basic(file, auth), found.helper);
                }
            }
            return found;
        } catch (JsonProcessingException e) {
            throw new RegistryException(
                    "read " + file + ", line " + e.getLocation().getLineNr() + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new RegistryException("read " + file + ": " + Failures.words(e), e);
        }
    }

    private static String basic(File file, String auth) throws RegistryException {
        if (!auth.matches("[A-Za-z0-9+/]+=*")) {
            throw new RegistryException("read " + file + ": a login (auth) is not base64");
        }
        return "Basic " + auth;
    }

    /** How much of the name an entry is about: its host, with podman a part of the repository as well; 0 for nothing. */
    private static int fits(String entry, RemoteName name) {
        String key = entry;
        int scheme = key.indexOf("://");
        if (scheme >= 0) {
            // As docker login once wrote it: https://HOST/v1/.
            key = key.substring(scheme + 3);
            int slash = key.indexOf('/');
            key = slash < 0 ? key : key.substring(0, slash);
        }
        if (name.host().equals("docker.io") && (key.equals("index.docker.io") || key.equals("registry-1.docker.io"))) {
            key = "docker.io";
        }
        String whole = name.host() + "/" + name.repository();
        return whole.equals(key) || whole.startsWith(key + "/") ? key.length() : 0;
    }
}
