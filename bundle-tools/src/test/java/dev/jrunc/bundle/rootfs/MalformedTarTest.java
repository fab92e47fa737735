package dev.jrunc.bundle.rootfs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.unpack.LayoutBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives that are damaged, or that two readers would take for different ones. */
class MalformedTarTest extends UnpackFixture {
    /** Go's reader and GNU tar skip the data, an old one reads it as members: nobody gets to choose. */
    @ParameterizedTest
    @ValueSource(chars = {'0', '7', '\0'})
    void filesNamedAsDirectoriesHaveNoData(char type) throws IOException {
        byte[] hidden = new TarBuilder().file("smuggled", "x").unfinished();
        refused(
                "a directory by its name",
                new TarBuilder().member(type, "d/", "", hidden).bytes());
    }

    @Test
    void extendedHeadersWithoutEnd() throws IOException {
        byte[] header = new TarBuilder().pax("path", "a").unfinished();
        refused(
                "two extended headers of one member at byte 1024",
                new TarBuilder().raw(header).raw(header).file("f", "").bytes());
    }

    /** GNU's tar would take the PAX name, Go's library the other. */
    @ParameterizedTest
    @CsvSource({"L, path", "K, linkpath"})
    void twoNamesOfOneMember(char gnu, String key) throws IOException {
        byte[] longName = new TarBuilder()
                .member(gnu, "././@LongLink", "", "gnu\0".getBytes(StandardCharsets.UTF_8))
                .unfinished();
        byte[] pax = new TarBuilder().pax(key, "pax").unfinished();
        for (List<byte[]> order : List.of(List.of(longName, pax), List.of(pax, longName))) {
            refused(
                    "gnu: has another name in its extended header",
                    new TarBuilder()
                            .raw(order.get(0))
                            .raw(order.get(1))
                            .symlink("l", "t")
                            .bytes());
        }
    }

    /** They are read once and cost every member. */
    @Test
    void globalHeadersWithoutEnd() throws IOException {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 3000; i++) {
            tar.member('g', "g", "", TarBuilder.record("SCHILY.xattr.user." + i, new byte[100]));
        }
        refused("longer than any file system needs", tar.file("f", "").bytes());
    }

    /** Nobody asks for them. */
    @Test
    void recordsThatNobodyKnowsAreNotKept() throws Exception {
        TarBuilder tar = new TarBuilder();
        for (int i = 0; i < 20; i++) {
            byte[] vendor = TarBuilder.record("VENDOR." + i, new byte[900_000]);
            tar.member('g', "g", "", vendor);
        }
        unpack(tar.file("f", "x").bytes());
        assertEquals("x", content("f"));
    }

    /** What Java takes for a number, other readers do not: they would see other members. */
    @ParameterizedTest
    @ValueSource(strings = {"\u0665", "+5", "5\0", " 5", "5 ", "0x5", "99999999999999999999"})
    void numbersThatReadersDisagreeAbout(String number) throws IOException {
        refused(
                "is no number",
                new TarBuilder().pax("size", number).file("f", "12345").bytes());
        refused(
                "is no number",
                new TarBuilder().pax("mtime", number).file("f", "12345").bytes());
    }

    @Test
    void everyTruncationIsRefused() throws Exception {
        byte[] whole = new TarBuilder()
                .dir("d")
                .pax("path", "d/long", "mtime", "1.5")
                .file("x", "abc")
                .symlink("l", "d")
                .bytes();
        for (int length = 0; length < whole.length; length += 64) {
            refused("", Arrays.copyOf(whole, length));
        }
        unpack(whole);
    }

    @Test
    void whatIsNoArchiveIsRefused() throws IOException {
        refused("no tar archive", "hello".repeat(500).getBytes(StandardCharsets.UTF_8));
        refused("it is 0 bytes long", new byte[0]);
        refused("this is no tar archive, plain, gzip or zstd: it is 511 bytes long", new byte[511]);
        refused("cut short", new byte[512]);
        refused("xz", new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 0, 0});
        refused("truncated", new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 0, 0});
        refused("", new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3});
    }

    @Test
    void wrongChecksumIsRefused() throws IOException {
        byte[] archive = new TarBuilder().file("a", "1").file("b", "2").bytes();
        archive[1024]++;
        refused("wrong checksum in the header at byte 1024", archive);
    }

    @Test
    void dataAfterAZeroBlockIsRefused() throws IOException {
        refused(
                "after a zero block",
                new TarBuilder()
                        .file("a", "1")
                        .raw(new byte[512])
                        .file("b", "2")
                        .bytes());
    }

    @Test
    void sizeInThePaxHeaderWins() throws Exception {
        // CVE-2025-62518: a reader that believes the other size sees a member "smuggled".
        byte[] inner = new TarBuilder().file("smuggled", "").unfinished();
        unpack(new TarBuilder()
                .pax("size", "512")
                .header('0', "outer", "", 0)
                .raw(inner)
                .file("next", "2")
                .bytes());
        assertEquals(512, Files.size(root.resolve("outer")));
        assertFalse(Files.exists(root.resolve("smuggled")));
        assertEquals("2", content("next"));
    }

    @Test
    void sizeInThePaxHeaderIsNotThatOfAHeaderBetween() throws Exception {
        // CVE-2026-33055
        TarBuilder tar = new TarBuilder().pax("size", "3");
        tar.member('L', "././@LongLink", "", "real-name\0".getBytes(StandardCharsets.UTF_8));
        unpack(tar.file("x", "abc").bytes());
        assertEquals("abc", content("real-name"));
    }

    @Test
    void impossibleNumbersAreRefused() throws IOException {
        refused("of -1", new TarBuilder().header('0', "a", "", -1).bytes());
        refused("cut short", new TarBuilder().header('0', "a", "", 4096).bytes());
        refused(
                "out of range",
                new TarBuilder().owner(4294967295L, 0).file("a", "").bytes());
        refused("out of range", new TarBuilder().owner(0, -1).file("a", "").bytes());
        refused("negative", new TarBuilder().pax("size", "-1").file("a", "").bytes());
        refused("no number", new TarBuilder().pax("uid", "root").file("a", "").bytes());
    }

    @Test
    void damagedPaxRecordsAreRefused() throws IOException {
        for (String record : new String[] {
            "x", "99 path=a\n", "0 path=a\n", "9 path=a", "5 =a\n", "-9 path=a\n", "99999999999 a=b\n", "4 \n\n\n"
        }) {
            refused(
                    "PAX record",
                    new TarBuilder()
                            .member('x', "p", "", record.getBytes(StandardCharsets.UTF_8))
                            .file("a", "")
                            .bytes());
        }
        refused(
                "longer than any",
                new TarBuilder().header('x', "p", "", 1L << 40).bytes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"0,10,5,10", "0,20", "8,9223372036854775807", "0,1", "0,1,2", "a,b", ""})
    void sparseMapsThatLieAreRefused(String map) throws IOException {
        refused(
                "",
                new TarBuilder()
                        .pax("GNU.sparse.size", "16", "GNU.sparse.map", map + (map.isEmpty() ? "," : ""))
                        .file("a", "0123456789")
                        .bytes());
    }

    /** What a compressor checks comes after the archive's end marker, and after all that fills it up. */
    @Test
    void damageAfterTheEndMarker() throws Exception {
        byte[] tar = Arrays.copyOf(new TarBuilder().file("a", "1").bytes(), 1 << 19);
        byte[] gzip = LayoutBuilder.gzip(tar);
        refused("", Arrays.copyOf(gzip, gzip.length - 6));
        gzip[gzip.length - 6] ^= 1;
        refused("CRC", gzip);
        byte[] zstd = LayoutBuilder.zstd(tar);
        refused("", Arrays.copyOf(zstd, zstd.length - 1));
    }

    /** As tar(1) and Go's reader take them; to go on would show what no other tool shows. */
    @Test
    void membersAfterTheEndMarker() throws Exception {
        byte[] first = new TarBuilder().file("a", "1").bytes();
        byte[] both = Arrays.copyOf(first, 3 * first.length);
        assertFalse(unpack(both).rest(), "zeros fill up a record");
        Files.delete(root.resolve("a"));
        byte[] second = new TarBuilder().file("b", "2").bytes();
        System.arraycopy(second, 0, both, both.length - second.length, second.length);
        assertTrue(unpack(both).rest());
        assertEquals("1", content("a"));
        assertFalse(Files.exists(root.resolve("b")));
        Files.delete(root.resolve("a"));
        Files.delete(root);
        refused("--max-size", Arrays.copyOf(first, 2 << 20));
    }
}
