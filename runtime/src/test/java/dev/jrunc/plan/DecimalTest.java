package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "0007, 7, 7",
        "8, 7, -1",
        "10, 9, -1",
        "65535, 65535, 65535",
        "65536, 65535, -1",
        "9223372036854775807, 9223372036854775807, 9223372036854775807",
        "9223372036854775808, 9223372036854775807, -1",
        "99999999999999999999, 9223372036854775807, -1",
        "'', 9, -1",
        "' 1', 9, -1",
        "-1, 9, -1",
        "+1, 9, -1",
        "1x, 9, -1",
        "\u0663, 9, -1"
    })
    void onlyDigitsUpToTheMostAreANumber(String text, long most, long expected) {
        assertEquals(expected, Decimal.parse(text, most));
    }
}
