package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Posix;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.tar.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A place to unpack in, with something beside it that no archive may touch: every test ends by looking at that. */
abstract class UnpackFixture {
    private static final String CONTENT = "not yours";
    static Posix posix;

    @TempDir
    Path dir;

    Path root;
    Path outside;
    private Map<String, Object> before;

    @BeforeAll
    static void load() {
        posix = Posix.load();
    }

    @BeforeEach
    void canary() throws IOException {
        root = dir.resolve("root");
        outside = Files.createDirectory(dir.resolve("outside"));
        Files.writeString(outside.resolve("canary"), CONTENT);
        before = state();
    }

    @AfterEach
    void nothingOutsideHasChanged() throws IOException {
        assertEquals(CONTENT, Files.readString(outside.resolve("canary")));
        assertEquals(before, state());
        try (Stream<Path> files = Files.list(outside)) {
            assertEquals(1, files.count());
        }
        try (Stream<Path> files = Files.list(dir)) {
            assertEquals(0, files.filter(f -> f.toString().contains(".jrunc-")).count(), "unfinished directory left");
        }
    }

    private Map<String, Object> state() throws IOException {
        Map<String, Object> attributes = new TreeMap<>(
                Files.readAttributes(outside.resolve("canary"), "unix:mode,uid,gid,nlink,lastModifiedTime"));
        attributes.putAll(Map.of("dir", Files.getAttribute(outside, "unix:mode").toString()));
        return attributes;
    }

    LeftOut unpack(byte[] archive) throws BundleException, IOException {
        return unpack(archive, new Limits(1 << 20, 1000));
    }

    LeftOut unpack(byte[] archive, Limits limits) throws BundleException, IOException {
        Path file = dir.resolve("archive");
        Files.write(file, archive);
        return new Staging(posix, root.toString()).rootfs(new Source(file.toString(), null, limits));
    }

    /** The archive is refused with these words, and nothing of it is there. */
    void refused(String words, byte[] archive) throws IOException {
        BundleException e = assertThrows(BundleException.class, () -> unpack(archive));
        assertTrue(e.getMessage().contains(words), e.getMessage());
        assertTrue(Files.notExists(root, LinkOption.NOFOLLOW_LINKS));
    }

    String content(String name) throws IOException {
        return Files.readString(root.resolve(name));
    }
}
