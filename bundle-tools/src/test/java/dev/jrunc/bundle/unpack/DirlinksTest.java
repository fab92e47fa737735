package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.generate.ConfigOptions;
import dev.jrunc.bundle.generate.HostFacts;
import dev.jrunc.bundle.image.ImageFile;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Layers that know one directory by two names, one of them by way of a symbolic link. */
class DirlinksTest extends ImageFixture {
    private void unpackKeeping() throws Exception {
        try (ImageFile file = ImageFile.open(posix, layout.toString())) {
            new Unpack(posix, file.image(null), UnpackLimits.DEFAULT, Owners.AS_ARCHIVED, new Silent(), true)
                    .bundle(bundle.toString(), ConfigOptions.initial("test", false, new HostFacts(false, 0, 0)));
        }
    }

    private static TarBuilder merged() {
        return new TarBuilder()
                .mode(0755)
                .dir("usr")
                .dir("usr/lib")
                .symlink("lib", "usr/lib")
                .mode(0644)
                .file("usr/lib/old", "1");
    }

    private int mode(String name) throws IOException {
        return (int) Files.getAttribute(root.resolve(name), "unix:mode") & 07777;
    }

    /** What a later layer says of a directory counts, by whatever name. */
    @ParameterizedTest
    @ValueSource(strings = {"lib/d usr/lib/d", "usr/lib/d lib/d", "lib/d lib/d"})
    void theLaterLayerCounts(String names) throws Exception {
        String first = names.substring(0, names.indexOf(' '));
        String second = names.substring(first.length() + 1);
        image.layer(merged())
                .layer(new TarBuilder().mode(0700).time(7).dir(first))
                .layer(new TarBuilder().mode(0751).time(9).dir(second))
                .write("{}");
        unpack();
        assertEquals(0751, mode("usr/lib/d"));
        assertEquals(9, Files.getLastModifiedTime(root.resolve("lib/d")).toMillis() / 1000);
    }

    /** Only the link is removed: what the same layer has put through it is elsewhere. */
    @Test
    void whiteoutOfALinkThatWasGoneThrough() throws Exception {
        image.layer(merged())
                .layer(new TarBuilder().file("lib/new", "2").file(".wh.lib", ""))
                .write("{}");
        unpack();
        assertFalse(exists("lib"));
        assertEquals("2", content("usr/lib/new"));
    }

    @Test
    void aDirectoryTakesTheLinksPlace() throws Exception {
        image.layer(merged())
                .layer(new TarBuilder().dir("lib").file("lib/new", "2"))
                .write("{}");
        unpack();
        assertFalse(Files.isSymbolicLink(root.resolve("lib")));
        assertFalse(exists("usr/lib/new"));
        assertEquals("2", content("lib/new"));
    }

    @Test
    void aDirectoryLeavesTheLink() throws Exception {
        image.layer(merged())
                .layer(new TarBuilder()
                        .mode(0711)
                        .time(9)
                        .dir("lib")
                        .mode(0700)
                        .dir("lib/sub")
                        .mode(0644)
                        .file("lib/sub/new", "2"))
                .write("{}");
        unpackKeeping();
        assertEquals("usr/lib", Files.readSymbolicLink(root.resolve("lib")).toString());
        assertEquals("12", content("usr/lib/old") + content("usr/lib/sub/new"));
        assertEquals(0755, mode("usr/lib"));
        assertEquals(0700, mode("usr/lib/sub"));
        assertEquals(
                9,
                Files.getLastModifiedTime(root.resolve("lib"), LinkOption.NOFOLLOW_LINKS)
                                .toMillis()
                        / 1000);
    }

    /** Opaque by either name, and only for what lower layers have. */
    @Test
    void opaqueThroughALinkThatIsKept() throws Exception {
        image.layer(merged())
                .layer(new TarBuilder().dir("lib").file("lib/new", "2").file("lib/.wh..wh..opq", ""))
                .write("{}");
        unpackKeeping();
        assertFalse(exists("usr/lib/old"));
        assertEquals("2", content("usr/lib/new"));
    }

    /** Links are kept only to a directory of this root, and are followed in it only. */
    @ParameterizedTest
    @ValueSource(strings = {"missing", "f", "l", "/proc/self/cwd", "f/x", "m"})
    void linksToNoDirectoryAreReplaced(String target) throws Exception {
        image.layer(new TarBuilder().file("f", "").symlink("m", "l").symlink("l", target))
                .layer(new TarBuilder().dir("l").file("l/new", "2"))
                .write("{}");
        unpackKeeping();
        assertTrue(Files.isDirectory(root.resolve("l"), LinkOption.NOFOLLOW_LINKS));
        assertEquals("2", content("l/new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OUTSIDE", "../../../OUTSIDE", "/"})
    void linksThatWouldLeadOut(String target) throws Exception {
        String to = target.replace("OUTSIDE", outside.toString());
        String inside = outside.toString().substring(1);
        image.layer(new TarBuilder().dir(inside).symlink("l", to))
                .layer(new TarBuilder().mode(0711).dir("l").mode(0644).file("l/new", "2"))
                .write("{}");
        unpackKeeping();
        Path expected = target.equals("/") ? root : root.resolve(inside);
        assertEquals("2", Files.readString(expected.resolve("new")));
        assertTrue(Files.isSymbolicLink(root.resolve("l")));
        assertFalse(Files.exists(outside.resolve("new")));
    }
}
