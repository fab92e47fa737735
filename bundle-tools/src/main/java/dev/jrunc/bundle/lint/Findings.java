package dev.jrunc.bundle.lint;

import dev.jrunc.spec.json.JsonPositions;
import dev.jrunc.spec.json.JsonPositions.Position;
import dev.jrunc.spec.json.JsonProblem;
import dev.jrunc.spec.validate.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the checks put what they find; knows the text, so that each finding has its line. What is said about a value that
 * could not be read, or about what held it, is passed over: the reader has spoken already.
 */
final class Findings {
    private static final String TYPES = "config.md";

    private final byte[] text;
    private final @Nullable Mending mending;
    private final List<Finding> found = new ArrayList<>();

    Findings(byte[] text, @Nullable Mending mending) {
        this.text = text;
        this.mending = mending;
    }

    /** Adds what a check of the mended document says. */
    void add(Level level, String pointer, String clause, String message, @Nullable String hint) {
        String original = original(pointer);
        if (mending == null || !mending.concerns(original)) {
            say(level, original, clause, message, hint);
        }
    }

    /** Adds what kept the reader from reading on. */
    void unreadable(JsonProblem problem, boolean first) {
        if (first) {
            found.add(new Finding(
                    problem.pointer(), problem.line(), problem.column(), Level.MUST, TYPES, problem.message(), null));
        } else {
            add(Level.MUST, problem.pointer(), TYPES, problem.message(), null);
        }
    }

    private String original(String pointer) {
        return mending == null ? pointer : mending.original(pointer);
    }

    private void say(Level level, String pointer, String clause, String message, @Nullable String hint) {
        Position at = JsonPositions.locate(text, pointer);
        found.add(new Finding(pointer, at.line(), at.column(), level, clause, message, hint));
    }

    void add(Problem problem) {
        Level level = switch (problem.level()) {
            case MUST -> Level.MUST;
            case SHOULD -> Level.SHOULD;
            case WARN -> Level.MAY;
        };
        add(level, problem.pointer(), problem.specAnchor(), problem.message(), problem.hint());
    }

    void should(String pointer, String clause, String message, @Nullable String hint) {
        add(Level.SHOULD, pointer, clause, message, hint);
    }

    void may(String pointer, String clause, String message, @Nullable String hint) {
        add(Level.MAY, pointer, clause, message, hint);
    }

    /** In the order of the text. */
    List<Finding> sorted() {
        List<Finding> result = new ArrayList<>(found);
        result.sort(Comparator.comparingInt(Finding::line)
                .thenComparingInt(Finding::column)
                .thenComparing(Finding::level));
        return List.copyOf(result);
    }
}
