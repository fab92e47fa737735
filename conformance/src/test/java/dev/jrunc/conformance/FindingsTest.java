package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of the peers is about tests that there are. */
final class FindingsTest {
    private static boolean exists(String test) {
        String[] parts = test.split("\\.", 2);
        try {
            Class<?> type = Class.forName("dev.jrunc.conformance." + parts[0]);
            return parts[1].equals("*")
                    || Arrays.stream(type.getDeclaredMethods())
                            .anyMatch(method -> method.getName().equals(parts[1]));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void nameTestsThatExist(String runtime) {
        Set<String> names = new TreeSet<>(Findings.of(runtime).reasons().keySet());
        assertTrue(names.size() > 50, names.size() + " findings");
        names.removeIf(name -> name.startsWith("~") || exists(name.split(" ", 2)[0]));
        assertEquals(Set.of(), names);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runc", "crun"})
    void areSortedWithOneReasonEach(String runtime) throws IOException {
        try (InputStream in = Findings.class.getResourceAsStream("/findings/" + runtime + ".txt")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (int i = 1; i < lines.size(); i++) {
                assertTrue(
                        lines.get(i - 1).compareTo(lines.get(i)) < 0,
                        lines.get(i) + "\nLC_ALL=C sort -u -o " + runtime + ".txt");
            }
            assertEquals(lines.size() - 1, Findings.of(runtime).reasons().size(), "all but the heading");
        }
    }
}
