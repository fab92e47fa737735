package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunc.plan.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoDurationTest {
    @ParameterizedTest
    @CsvSource({
        "5s,5000000000",
        "100ms,100000000",
        "1m30s,90000000000",
        "0.5s,500000000",
        ".5s,500000000",
        "1h,3600000000000",
        "10us,10000",
        "7ns,7",
        "0,0",
        "-1s,-1000000000",
        "+2s,2000000000"
    })
    void isRead(String text, long nanoseconds) throws Refusal {
        assertEquals(nanoseconds, GoDuration.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "5x", "1.2.3s", ".s", "5 s", "1e3s", "9999999999999999999999h", "-"})
    void isRefused(String text) {
        assertThrows(Refusal.class, () -> GoDuration.parse(text));
    }
}
