package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class Utf8Test {
    @Test
    void textStaysText() {
        String text = "Grüße, 世界, \uD83D\uDE00";
        assertArrayEquals(text.getBytes(StandardCharsets.UTF_8), Utf8.encode(text));
        byte[] bytes = Utf8.encode(text);
        assertEquals(text, Utf8.decode(bytes, 0, bytes.length));
    }

    @Test
    void anyBytesSurvive() {
        long seed = 20_261_124L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 2_000; run++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(256) : 'a' + random.nextInt(26));
            }
            assertArrayEquals(bytes, Utf8.encode(Utf8.decode(bytes, 0, bytes.length)), "seed " + seed + ", run " + run);
        }
    }
}
