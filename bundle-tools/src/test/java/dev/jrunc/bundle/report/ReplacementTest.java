package dev.jrunc.bundle.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {
    @TempDir
    private Path dir;

    @Test
    void modeAndOwnerStay() throws Exception {
        Path file = Files.writeString(dir.resolve("config.json"), "old");
        assumeTrue(Files.getAttribute(file, "unix:uid").equals(0), "only root can give a file away");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setAttribute(file, "unix:gid", 1001);
        Files.setAttribute(file, "unix:uid", 1000);
        Replacement.write(file, new byte[] {'n', 'e', 'w'});
        assertEquals("new", Files.readString(file));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(1000, Files.getAttribute(file, "unix:uid"));
        assertEquals(1001, Files.getAttribute(file, "unix:gid"));
    }
}
