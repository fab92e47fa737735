package dev.jrunc.spec.validate;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the checks put what they find. */
final class Report {
    private final List<Problem> problems = new ArrayList<>();

    void must(String pointer, String anchor, String message) {
        must(pointer, anchor, message, null);
    }

    void must(String pointer, String anchor, String message, @Nullable String hint) {
        problems.add(new Problem(pointer, Problem.Level.MUST, anchor, message, hint));
    }

    void should(String pointer, String anchor, String message) {
        problems.add(new Problem(pointer, Problem.Level.SHOULD, anchor, message, null));
    }

    void warn(String pointer, String anchor, String message) {
        warn(pointer, anchor, message, null);
    }

    void warn(String pointer, String anchor, String message, @Nullable String hint) {
        problems.add(new Problem(pointer, Problem.Level.WARN, anchor, message, hint));
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }
}
