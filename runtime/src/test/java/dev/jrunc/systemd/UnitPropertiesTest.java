package dev.jrunc.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunc.plan.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitPropertiesTest {
    private static String of(String property, String value) throws Refusal {
        UnitProperties properties = new UnitProperties();
        properties.addAnnotations(Map.of(UnitProperties.ANNOTATION + property, value, "other", "x"));
        return properties.toString();
    }

    @Test
    void annotationIsAProperty() throws Refusal {
        assertEquals("CollectMode s inactive\n", of("CollectMode", "'inactive'"));
    }

    @ParameterizedTest
    @CsvSource({"5, 5000000", "1.5, 1500000", "uint64 9223372036854, 9223372036854000000"})
    void timeInSecondsIsOneInMicroseconds(String seconds, String microseconds) throws Refusal {
        assertEquals("TimeoutStopUSec t " + microseconds + "\n", of("TimeoutStopSec", seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.5", "uint64 9223372036855", "uint64 18446744073709551615", "'5'", "true"})
    void whatIsNoTimeIsRefused(String seconds) {
        assertThrows(Refusal.class, () -> of("TimeoutStopSec", seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PIDs", "a", "with space", "no-dash"})
    void whatIsNoPropertyIsRefused(String name) {
        assertThrows(Refusal.class, () -> of(name, "5"));
    }
}
