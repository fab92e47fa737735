package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TimestampTest {
    @Test
    void zerosAtTheEndAreLeftOut() {
        assertEquals("2026-11-24T10:43:00Z", Timestamp.of(1_795_516_980L, 0));
        assertEquals("2026-11-24T10:43:00.5Z", Timestamp.of(1_795_516_980L, 500_000_000));
        assertEquals("2026-11-24T10:43:00.000000012Z", Timestamp.of(1_795_516_980L, 12));
    }

    @Test
    void everyMomentIsTheSameForJavaTime() {
        long seed = 7;
        SplittableRandom random = new SplittableRandom(seed);
        for (int run = 0; run < 5_000; run++) {
            long seconds = random.nextLong(0, 253_402_300_800L);
            int nanoseconds = random.nextInt(1, 1_000_000_000);
            String text = Timestamp.of(seconds, nanoseconds);
            assertEquals(Instant.ofEpochSecond(seconds, nanoseconds), Instant.parse(text), "seed " + seed);
        }
    }
}
