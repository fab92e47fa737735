package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundle tool beside the runtime pulls from Debian's docker-registry what skopeo has pushed there, and it runs. */
@Conformance
final class RegistryIT {
    private static final Pattern LISTENING = Pattern.compile("listening on (127\\.0\\.0\\.1:[0-9]+)");
    /** Of "secret". */
    private static final String BCRYPT = "$2b$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

    @TempDir
    private Path temp;

    private Path tool;
    private final List<String> log = new CopyOnWriteArrayList<>();

    @BeforeEach
    void find(World world) {
        tool = world.runtime().path().resolveSibling("jrunc-bundle");
        assumeTrue(Files.isExecutable(tool), "the runtime has no bundle tool beside it");
        for (String program : List.of("docker-registry", "umoci", "skopeo")) {
            assumeTrue(ImagesIT.onPath(program), program + " is not installed");
        }
    }

    /** Starts a registry; returns its host and port. */
    private String serve(World world, String http) throws Exception {
        // The tests have a network of their own.
        ImagesIT.call("ip", "link", "set", "lo", "up");
        Path config = Files.writeString(
                temp.resolve("registry.yml"),
                "version: 0.1\nlog: {level: info}\nstorage: {filesystem: {rootdirectory: " + temp.resolve("storage")
                        + "}}\nhttp: {addr: '127.0.0.1:0', secret: test" + http);
        Process registry = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .start();
        world.own(() -> {
            registry.destroy();
            registry.waitFor();
        });
        var lines = registry.inputReader(StandardCharsets.UTF_8);
        String host = "";
        while (host.isEmpty()) {
            String line = lines.readLine();
            assertTrue(line != null, "the registry has ended: " + log);
            log.add(line);
            Matcher matcher = LISTENING.matcher(line);
            host = matcher.find() ? matcher.group(1) : "";
        }
        Thread rest = new Thread(() -> lines.lines().forEach(log::add));
        rest.setDaemon(true);
        rest.start();
        return host;
    }

    private String make(String image) throws Exception {
        ImagesIT.call(ImagesIT.SCRIPT.toString(), temp.resolve("layout").toString(), image);
        return temp.resolve("layout") + ":" + image;
    }

    private Result pull(World world, String... words) {
        List<String> command = new ArrayList<>(List.of(tool.toString(), "pull"));
        command.addAll(List.of(words));
        return new Invocation(command)
                .env("PATH", System.getenv("PATH"))
                .env("HOME", temp.toString())
                .cwd(world.dir())
                .run();
    }

    @ParameterizedTest
    @ValueSource(strings = {"layers", "special"})
    void whatWasPushedRuns(String image, World world) throws Exception {
        String name = make(image);
        String host = serve(world, "}\n");
        ImagesIT.call(
                "skopeo",
                "copy",
                "--quiet",
                "--all",
                "--dest-tls-verify=false",
                "oci:" + name,
                "docker://" + host + "/test/" + image + ":v1");
        String remote = host + "/test/" + image + ":v1";
        String bundle = temp.resolve("bundle").toString();
        String pulled = temp.resolve("pulled") + ":mine";
        pull(world, "--bundle", bundle, remote, pulled).expectSuccess();
        ImagesIT.call(
                tool.toString(),
                "unpack",
                "--image",
                name,
                temp.resolve("direct").toString());
        ImagesIT.same(Tree.of(temp.resolve("direct/rootfs")), Tree.of(temp.resolve("bundle/rootfs")));
        ImagesIT.runs(world, temp.resolve("bundle"));
        assertTrue(log.toString().contains("/blobs/"), log.toString());
        // Once more: all layers are there.
        log.clear();
        pull(world, remote, pulled).expectSuccess();
        assertFalse(log.toString().contains("/blobs/"), log.toString());
        // And other tools can read what was pulled.
        ImagesIT.call(
                "umoci", "unpack", "--image", pulled, temp.resolve("umoci").toString());
    }

    @Test
    void tlsAndLogin(World world) throws Exception {
        assumeTrue(ImagesIT.onPath("openssl"), "openssl is not installed");
        String name = make("busybox");
        Path certificate = selfSigned("test", "-addext", "subjectAltName=IP:127.0.0.1");
        Path users = Files.writeString(temp.resolve("htpasswd"), "me:" + BCRYPT + "\n");
        String host = serve(
                world,
                ", tls: {certificate: " + certificate + ", key: " + temp.resolve("test.key")
                        + "}}\nauth: {htpasswd: {realm: x," + " path: " + users + "}}\n");
        ImagesIT.call(
                "skopeo",
                "copy",
                "--quiet",
                "--dest-tls-verify=false",
                "--dest-creds",
                "me:secret",
                "oci:" + name,
                "docker://" + host + "/busybox:v1");
        String remote = host + "/busybox:v1";
        String pulled = temp.resolve("pulled").toString();
        String trusted = certificate.toString();
        String login = auth(host, "me:secret");
        refused(pull(world, "--cacert", trusted, remote, pulled), "the registry wants a login (--authfile)");
        refused(pull(world, "--cacert", trusted, "--authfile", auth(host, "me:wrong"), remote, pulled), "401");
        Path other = selfSigned("other");
        refused(
                pull(world, "--cacert", other.toString(), "--authfile", login, remote, pulled),
                "its certificate is of no authority that is trusted here");
        String byName = remote.replace("127.0.0.1", "localhost");
        refused(
                pull(world, "--cacert", trusted, "--authfile", login, byName, pulled),
                "its certificate is not for this name");
        String bundle = temp.resolve("bundle").toString();
        pull(world, "--cacert", trusted, "--authfile", login, "--bundle", bundle, remote, pulled)
                .expectSuccess();
        ImagesIT.runs(world, temp.resolve("bundle"));
    }

    /** The certificate NAME.pem of the key NAME.key. */
    private Path selfSigned(String name, String... more) throws IOException, InterruptedException {
        Path certificate = temp.resolve(name + ".pem");
        List<String> command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2"));
        command.addAll(List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=" + name));
        command.addAll(List.of("-keyout", temp.resolve(name + ".key").toString(), "-out", certificate.toString()));
        command.addAll(List.of(more));
        ImagesIT.call(command.toArray(String[]::new));
        return certificate;
    }

    /** One line, and no image in the layout. */
    private void refused(Result result, String words) throws IOException {
        assertEquals(1, result.exit(), result.err());
        assertTrue(result.err().contains(words), result.err());
        assertEquals(1, result.err().lines().count(), result.err());
        Expect.gone(temp.resolve("pulled/index.json"));
    }

    private String auth(String host, String login) throws IOException {
        String encoded = Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.US_ASCII));
        return Files.writeString(
                        temp.resolve("auth-" + login.hashCode() + ".json"),
                        "{\"auths\": {\"" + host + "\": {\"auth\": \"" + encoded + "\"}}}")
                .toString();
    }
}
