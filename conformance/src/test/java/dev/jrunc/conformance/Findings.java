package dev.jrunc.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a peer is known to fail a test, and why: lines in findings/NAME.txt.
 * "Class.method: reason", "Class.method word: reason" for the cases whose name has the word, "Class.*: reason", or
 * "~words: reason" for every failure whose message has the words. */
record Findings(Map<String, String> reasons) {
    static Findings of(String runtime) {
        Map<String, String> reasons = new TreeMap<>();
        try (InputStream in = Findings.class.getResourceAsStream("/findings/" + runtime + ".txt")) {
            String text = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                int colon = line.indexOf(": ");
                if (!line.startsWith("#") && colon > 0) {
                    reasons.put(line.substring(0, colon), line.substring(colon + 2));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Findings(reasons);
    }

    /** Why this test, or this case of it, fails; null if that is not known. */
    @Nullable
    String about(Class<?> type, Method method, String displayName) {
        String name = type.getSimpleName() + "." + method.getName();
        return reason(key -> key.equals(name)
                || key.equals(type.getSimpleName() + ".*")
                || (key.startsWith(name + " ") && displayName.contains(key.substring(name.length() + 1))));
    }

    /** Why anything fails so. */
    @Nullable
    String about(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return reason(key -> key.startsWith("~") && message.contains(key.substring(1)));
    }

    private @Nullable String reason(Predicate<String> matches) {
        return reasons.entrySet().stream()
                .filter(entry -> matches.test(entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }
}
