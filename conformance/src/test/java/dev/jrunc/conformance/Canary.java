package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** A directory of the host with a file in it; nothing may be added, changed or shown. */
record Canary(Path dir, Set<String> before, String attributes) {
    static final String SECRET = "of the host";

    static Canary in(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("host/dir"));
        Files.writeString(dir.resolve("file"), SECRET);
        return new Canary(dir, Host.tree(dir), attributes(dir));
    }

    private static String attributes(Path dir) {
        return Host.run(
                "stat",
                "-c",
                "%n %u:%g %a %s",
                dir.toString(),
                dir.resolve("file").toString());
    }

    Path file() {
        return dir.resolve("file");
    }

    void assertUntouched() throws IOException {
        assertEquals(before, Host.tree(dir));
        assertEquals(attributes, attributes(dir));
        assertEquals(SECRET, Files.readString(file()));
    }
}
