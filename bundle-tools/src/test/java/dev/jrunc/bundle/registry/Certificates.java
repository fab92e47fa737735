package dev.jrunc.bundle.registry;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certification authority of a test's own, and what it signs; made with the JDK's keytool. */
final class Certificates {
    private static final String PASSWORD = "changeit";

    private final Path dir;

    Certificates(Path dir) throws IOException, InterruptedException, GeneralSecurityException {
        this.dir = Files.createDirectories(dir);
        keytool("ca.p12", "-genkeypair", "-alias", "ca", "-dname", "CN=CA of " + dir, "-ext", "bc:c");
        byte[] certificate = load("ca.p12").getCertificate("ca").getEncoded();
        Files.writeString(
                dir.resolve("ca.pem"),
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
    }

    String authority() {
        return dir.resolve("ca.pem").toString();
    }

    /** @param names as keytool's san extension has them; more is for the certificate's creation */
    SSLContext server(String names, String... more) throws IOException, InterruptedException, GeneralSecurityException {
        Files.copy(dir.resolve("ca.p12"), dir.resolve("server.p12"), StandardCopyOption.REPLACE_EXISTING);
        List<String> words = new ArrayList<>(
                List.of("-genkeypair", "-alias", "server", "-signer", "ca", "-dname", "CN=server", "-ext"));
        words.add("san=" + names);
        words.addAll(List.of(more));
        keytool("server.p12", words.toArray(new String[0]));
        KeyStore keys = load("server.p12");
        keys.deleteEntry("ca");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore load(String store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(dir.resolve(store))) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    private void keytool(String store, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/keytool").toString(), "-J-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(words));
        command.addAll(List.of("-keyalg", "EC", "-keystore", dir.resolve(store).toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command + ": " + said);
        }
    }
}
