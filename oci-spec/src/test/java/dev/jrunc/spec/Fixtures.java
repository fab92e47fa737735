package dev.jrunc.spec;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Test inputs from the resources. */
public final class Fixtures {
    private Fixtures() {}

    public static byte[] read(String path) throws IOException {
        try (InputStream in = Fixtures.class.getResourceAsStream(path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }
}
