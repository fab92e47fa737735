package dev.jrunc.bundle.unpack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.bundle.fs.Attributes;
import dev.jrunc.bundle.fs.Owners;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.rootfs.TarBuilder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Owners, capabilities and attributes of layers, where ids are mapped and where the user is an ordinary one. */
class LayerOwnersTest extends ImageFixture {
    private static final Owners MAPPED = new Owners(
            true, false, List.of(new Owners.Range(0, 100000, 65536)), List.of(new Owners.Range(0, 200000, 65536)));

    @Test
    void devicesAreEmptyFilesForAnOrdinaryUser() throws Exception {
        layers(new TarBuilder().member('3', "c", "", new byte[0]).member('4', "b", "", new byte[0]));
        assertEquals(
                2,
                unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS)
                        .devicesLeftOut());
        assertEquals("", content("c") + content("b"));
    }

    @Test
    void zeroByteInAnAttribute() throws Exception {
        layers(new TarBuilder().pax("SCHILY.xattr.user.x\0y", "1").file("f", ""));
        refused("a PAX key must not hold a zero byte");
    }

    @Test
    void attributeLongerThanTheKernelTakes() throws Exception {
        layers(new TarBuilder().pax("SCHILY.xattr.user.x", "v".repeat(100_000)).file("f", ""));
        refused("setxattr user.x of f: ");
    }

    @Test
    void attributesOfTheHostAreLeftOut() throws Exception {
        assumeTrue(posix.isRoot(), "trusted attributes need root");
        layers(new TarBuilder()
                .pax(
                        "SCHILY.xattr.trusted.overlay.opaque",
                        "y",
                        "SCHILY.xattr.security.selinux",
                        "evil_t",
                        "SCHILY.xattr.security.evm",
                        "x",
                        "SCHILY.xattr.user.kept",
                        "yes")
                .file("f", "x"));
        unpack();
        assertEquals(
                Set.of("user.kept"), Attributes.of(posix, root.resolve("f")).keySet());
    }

    /** Those of version 2 would be anybody's on this machine, and nobody's in the container. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fileCapabilitiesAreThoseOfTheMappedRoot(boolean version3) throws Exception {
        assumeTrue(posix.isRoot(), "file capabilities need root");
        byte[] archived = {
            1, 0, 0, (byte) (version3 ? 3 : 2), 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0
        };
        byte[] value = version3 ? archived : Arrays.copyOf(archived, 20);
        layers(new TarBuilder()
                .member('x', "p", "", TarBuilder.record("SCHILY.xattr.security.capability", value))
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, MAPPED);
        byte[] wanted = archived.clone();
        wanted[3] = 3;
        ByteBuffer.wrap(wanted).order(ByteOrder.LITTLE_ENDIAN).putInt(20, version3 ? 100007 : 100000);
        assertArrayEquals(wanted, Attributes.of(posix, root.resolve("f")).get("security.capability"));
        assertEquals(0710, (int) Files.getAttribute(bundle, "unix:mode") & 0777, "the mapped root's group may enter");
        assertEquals(200000, Files.getAttribute(bundle, "unix:gid"));
        assertEquals(0, Files.getAttribute(bundle, "unix:uid"));
    }

    @Test
    void accessListsNameMappedUsers() throws Exception {
        assumeTrue(posix.isRoot(), "owners need root");
        // Owner, user 5, group, group 6, mask, others (acl(5)).
        int[][] entries = {{1, 6, -1}, {2, 4, 5}, {4, 4, -1}, {8, 4, 6}, {16, 6, -1}, {32, 4, -1}};
        layers(new TarBuilder()
                .mode(0664)
                .member('x', "p", "", TarBuilder.record("SCHILY.xattr.system.posix_acl_access", acl(entries)))
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, MAPPED);
        entries[1][2] = 100005;
        entries[3][2] = 200006;
        assertArrayEquals(acl(entries), Attributes.of(posix, root.resolve("f")).get("system.posix_acl_access"));
    }

    private static byte[] acl(int[][] entries) {
        ByteBuffer acl = ByteBuffer.allocate(4 + 8 * entries.length).order(ByteOrder.LITTLE_ENDIAN);
        acl.putInt(2);
        for (int[] entry : entries) {
            acl.putShort((short) entry[0]).putShort((short) entry[1]).putInt(entry[2]);
        }
        return acl.array();
    }

    @Test
    void rootHasNoNoteOfItsOwn() throws Exception {
        layers(new TarBuilder()
                .owner(300, 0)
                .file("u", "x")
                .owner(0, 8)
                .file("g", "x")
                .owner(0, 0)
                .file("r", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertArrayEquals(
                new byte[] {8, (byte) 0xac, 2, 16, -1, -1, -1, -1, 15},
                Attributes.of(posix, root.resolve("u")).get("user.rootlesscontainers"));
        assertArrayEquals(
                new byte[] {8, -1, -1, -1, -1, 15, 16, 8},
                Attributes.of(posix, root.resolve("g")).get("user.rootlesscontainers"));
        assertEquals(Map.of(), Attributes.of(posix, root.resolve("r")));
    }

    @Test
    void notesOfOwnersAreNotTheImages() throws Exception {
        layers(new TarBuilder()
                .owner(7, 8)
                .pax("SCHILY.xattr.user.rootlesscontainers", "\u0008\u0001")
                .file("f", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertArrayEquals(
                new byte[] {8, 7, 16, 8},
                Attributes.of(posix, root.resolve("f")).get("user.rootlesscontainers"));
    }

    @Test
    void setUserIdOfAnUnprivilegedUnpackIsTheCallersOwn() throws Exception {
        layers(new TarBuilder().mode(04755).owner(0, 0).file("su", "x"));
        unpack(layout.toString(), null, UnpackLimits.DEFAULT, Owners.ROOTLESS);
        assertEquals(0700, (int) Files.getAttribute(bundle, "unix:mode") & 0777, "nobody else may enter");
    }

    @Test
    void ownerOutsideTheMap() throws Exception {
        layers(new TarBuilder().owner(70000, 0).file("f", "x"));
        Owners owners = new Owners(true, false, List.of(new Owners.Range(0, 100000, 65536)), List.of());
        assertTrue(
                assertThrows(BundleException.class, () -> unpack(layout.toString(), null, UnpackLimits.DEFAULT, owners))
                        .getMessage()
                        .contains("user id 70000 is in no range of the map"));
    }
}
