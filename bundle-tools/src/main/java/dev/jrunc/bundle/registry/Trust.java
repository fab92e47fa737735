package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.report.Failures;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Whose certificates are believed: the machine's authorities, and one's own. */
final class Trust {
    /** Debian, Fedora and what comes from them; the JDK's own list is older than the machine's, or lacks its additions. */
    private static final List<String> BUNDLES =
            List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt");

    private final @Nullable String caFile;
    private @Nullable SSLSocketFactory sockets;

    /** Nothing is read before it is needed. */
    Trust(@Nullable String caFile) {
        this.caFile = caFile;
    }

    /** What is wrong with the other, mostly its certificate. */
    static String words(SSLException e) {
        String message = String.valueOf(e.getMessage());
        if (message.contains("Unsupported or unrecognized SSL message")) {
            return "it does not speak TLS (--plain-http)";
        }
        if (message.contains("unable to find valid certification path")
                || message.endsWith("Signature does not match.")) {
            return "its certificate is of no authority that is trusted here (--cacert)";
        }
        if (message.contains("No subject alternative") || message.contains("No name matching")) {
            return "its certificate is not for this name: " + message;
        }
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause instanceof CertificateExpiredException
                ? "its certificate has expired (" + cause.getMessage() + ")"
                : String.valueOf(cause.getMessage());
    }

    synchronized SSLSocketFactory sockets() throws RegistryException {
        SSLSocketFactory made = sockets;
        if (made == null) {
            made = make();
            sockets = made;
        }
        return made;
    }

    private SSLSocketFactory make() throws RegistryException {
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            String bundle = bundle();
            if (bundle != null) {
                add(trusted, bundle);
            }
            if (caFile != null) {
                add(trusted, caFile);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            // Null stands for the JDK's own.
            managers.init(trusted.size() == 0 ? null : trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new RegistryException("TLS: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new RegistryException("TLS: " + Failures.words(e), e);
        }
    }

    private static @Nullable String bundle() {
        String named = System.getenv("SSL_CERT_FILE");
        if (named != null && !named.isEmpty()) {
            return named;
        }
        for (String file : BUNDLES) {
            if (new File(file).isFile()) {
                return file;
            }
        }
        return null;
    }

    private static void add(KeyStore trusted, String file) throws RegistryException, GeneralSecurityException {
        Collection<? extends Certificate> certificates;
        try (InputStream in = new FileInputStream(file)) {
            certificates =
                    new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
        } catch (IOException e) {
            throw new RegistryException("read " + file + ": " + Failures.words(e), e);
        } catch (CertificateException e) {
            throw new RegistryException("read " + file + ": no certificates (PEM): " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new RegistryException("read " + file + ": no certificate (PEM) in it");
        }
        for (Certificate certificate : certificates) {
            trusted.setCertificateEntry(file + " " + trusted.size(), certificate);
        }
    }
}
