package dev.jrunc.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.plan.Slot;
import dev.jrunc.systemd.SystemdUnit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    void whatIsCutOffIsToldByItsPlace() {
        byte[] half = "{\"version\":".getBytes(StandardCharsets.UTF_8);
        IOException e = assertThrows(IOException.class, () -> SavedStateReader.read(half));
        assertEquals("state.json is damaged: unreadable from column 12 on", e.getMessage());
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

    @Test
    void whatIsLeftOfATruncatedStateIsWholeValues() {
        byte[] json = json(STATE).getBytes(StandardCharsets.UTF_8);
        for (int length = 0; length < json.length; length++) {
            byte[] part = new byte[length];
            System.arraycopy(json, 0, part, 0, length);
            SavedState left = SavedStateReader.salvage(part);
            boolean process = left.startTime() == STATE.startTime();
            assertTrue(!process || left.pid() == STATE.pid(), "length " + length);
            assertTrue(
                    STATE.cgroupPaths()
                            .entrySet()
                            .containsAll(left.cgroupPaths().entrySet()),
                    "length " + length);
        }
    }

    @Test
    void linkSaysHowToEndAndRemoveAndLeadsNowhere() throws IOException {
        String link = filled(STATE.linkTarget(), STATE);
        assertFalse(link.contains("/"), link);
        SavedState read = SavedStateReader.read(link.getBytes(StandardCharsets.UTF_8));
        assertEquals(STATE.pid(), read.pid());
        assertEquals(STATE.startTime(), read.startTime());
        assertEquals(STATE.ownPids(), read.ownPids());
        assertEquals(STATE.bundle(), read.bundle());
        assertEquals(STATE.cgroupPaths(), read.cgroupPaths());
        assertEquals(STATE.rootfs(), read.rootfs());
        assertEquals(STATE.hostMounts(), read.hostMounts());
        assertEquals(STATE.resctrlMade(), read.resctrlMade());
        assertEquals(STATE.unit(), read.unit());
    }

    @Test
    void linkOfLongPathsKeepsWhatMatters() throws IOException {
        Map<String, String> paths = new LinkedHashMap<>();
        for (String controller : List.of("pids", "memory", "devices", "freezer", "cpuset", "blkio")) {
            paths.put(controller, "/sys/fs/cgroup/" + controller + "/\u00e9".repeat(100));
        }
        SavedState state = new SavedState(
                "",
                "c1",
                42,
                77,
                "",
                "/" + "b".repeat(3000),
                "",
                Map.of(),
                true,
                true,
                paths,
                List.of(),
                List.of(),
                List.of(),
                null);
        String link = filled(state.linkTarget(), state);
        assertTrue(link.getBytes(StandardCharsets.UTF_8).length < 4096);
        SavedState read = SavedStateReader.read(link.getBytes(StandardCharsets.UTF_8));
        assertEquals(77, read.startTime());
        assertEquals(Set.of("devices", "freezer"), read.cgroupPaths().keySet());
    }

    static String json(SavedState state) {
        return filled(state.template(), state);
    }

    private static String filled(String template, SavedState state) {
        return template.replace(Slot.PID, Integer.toString(state.pid()))
                .replace(Slot.START_TIME, Long.toString(state.startTime()));
    }
}
