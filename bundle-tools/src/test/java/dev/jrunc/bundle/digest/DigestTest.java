package dev.jrunc.bundle.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.bundle.report.BundleException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Known values (FIPS 180-4 examples, BLAKE3's published "abc") and the grammar of descriptor.md#digests. */
class DigestTest {
    @ParameterizedTest
    @CsvSource({
        "SHA256, sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "SHA512, sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "BLAKE3, blake3:6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85",
    })
    void abc(DigestAlgorithm algorithm, String expected) throws Exception {
        DigestStream stream = new DigestStream(input("abc"), algorithm);
        assertEquals('a', stream.read());
        assertEquals(expected, stream.finish().toString());
        assertEquals(expected, Digest.parse(expected).toString());
    }

    @Test
    void skippedBytesCount() throws IOException {
        DigestStream all = new DigestStream(input("abc"), DigestAlgorithm.SHA256);
        DigestStream skipped = new DigestStream(input("abc"), DigestAlgorithm.SHA256);
        assertEquals(2, skipped.skip(2));
        assertEquals(all.finish(), skipped.finish());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "sha256:",
                "sha256:ABC",
                "md5:d41d8cd98f00b204e9800998ecf8427e",
                "sha256:../../../../etc/passwd",
                "sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
                "sha512:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                " sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            })
    void everythingElseIsRefused(String text) {
        BundleException e = assertThrows(BundleException.class, () -> Digest.parse(text));
        assertTrue(e.getMessage().contains("\"" + text + "\""), e.getMessage());
    }

    private static ByteArrayInputStream input(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
