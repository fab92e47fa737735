package dev.jrunc.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Slot;
import dev.jrunc.systemd.SystemdUnit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SavedStateTest {
    static final SavedState STATE = new SavedState(
            "1.3.0",
            "c1",
            42,
            77,
            "2026-11-24T10:43:00Z",
            "/b",
            "/b/rootfs",
            Map.of("a.b", "\"quoted\"\n"),
            false,
            false,
            Map.of("pids", "/sys/fs/cgroup/pids/c1", "", "/sys/fs/cgroup/unified/c1"),
            List.of("/proc"),
            List.of("/sys/fs/resctrl/c1/tasks"),
            List.of("/sys/fs/resctrl/c1"),
            new SystemdUnit("jrunc-c1.scope", "/run/dbus/system_bus_socket", ""));

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        assertEquals(STATE, SavedStateReader.read(json(STATE).getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyTruncationIsRefused() {
        byte[] json = json(STATE).strip().getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < json.length; length++) {
            byte[] part = new byte[length];
            System.arraycopy(json, 0, part, 0, length);
            assertThrows(IOException.class, () -> SavedStateReader.read(part), "length " + length);
        }
    }

    @Test
    void aNewerVersionIsRefusedByName() {
        String newer = json(STATE).replace("\"version\":1", "\"version\":2");
        IOException e =
                assertThrows(IOException.class, () -> SavedStateReader.read(newer.getBytes(StandardCharsets.UTF_8)));
        assertTrue(String.valueOf(e.getMessage()).contains("version 2"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"pid\":42|\"pid\":18446744073709551616",
                "\"pid\":42|\"pid\":2147483648",
                "\"pid\":42|\"pid\":-1",
                "\"startTime\":77|\"startTime\":9223372036854775808",
                "\"version\":1|\"version\":4294967297",
                "\"ownPids\":false|\"ownPids\":null",
                "[\"/proc\"]|[null]",
                "\"/b/rootfs\"|\"\\u0000\"",
                "\"/b/rootfs\"|tru",
                "[\"/proc\"]|{}",
                "\"/b/rootfs\"|7"
            })
    void anotherValueThanWasWrittenIsRefused(String was, String is) {
        String damaged = json(STATE).replace(was, is);
        IOException e =
                assertThrows(IOException.class, () -> SavedStateReader.read(damaged.getBytes(StandardCharsets.UTF_8)));
        assertTrue(String.valueOf(e.getMessage()).startsWith("state.json is damaged: "), e.getMessage());
    }

    @Test
    void moreThanAStateIsRefused() {
        byte[] twice = (json(STATE) + json(STATE)).getBytes(StandardCharsets.UTF_8);
        assertThrows(IOException.class, () -> SavedStateReader.read(twice));
    }

    @Test
    void nullIsRefused() {
        assertThrows(IOException.class, () -> SavedStateReader.read("null".getBytes(StandardCharsets.UTF_8)));
    }

    static String json(SavedState state) {
        return state.template()
                .replace(Slot.PID, Integer.toString(state.pid()))
                .replace(Slot.START_TIME, Long.toString(state.startTime()));
    }
}
