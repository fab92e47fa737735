package dev.jrunc.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {
    @ParameterizedTest
    @CsvSource({"KILL,9", "SIGKILL,9", "kill,9", "9,9", "0,0", "sigterm,15", "RTMIN+3,37", "SIGRTMAX-1,63", "64,64"})
    void namesAndNumbers(String name, int number) throws Refusal {
        assertEquals(number, Signals.number(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"BOGUS", "65", "999", "-1", "", "SIG", "RTMIN+99", "RTMAX-40", "9x"})
    void everythingElseIsRefused(String name) {
        Refusal refusal = assertThrows(Refusal.class, () -> Signals.number(name));
        assertEquals("unknown signal \"" + name + "\"", refusal.message());
    }

    @Test
    void theLauncherKnowsTheSame() throws IOException, Refusal {
        Matcher matcher = Pattern.compile("SIGNAL\\((\\w+), (\\d+), ")
                .matcher(Files.readString(Path.of("src/main/c/common/signals.def")));
        int count = 0;
        while (matcher.find()) {
            assertEquals(Integer.parseInt(matcher.group(2)), Signals.number(matcher.group(1)), matcher.group(1));
            count++;
        }
        assertTrue(count > 31, "signals.def has " + count);
    }
}
