package dev.jrunc.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** How one call of the runtime ended. */
public record Result(List<String> command, int exit, String out, String err) {
    public Result {
        command = List.copyOf(command);
    }

    public Result expectSuccess() {
        return expectExit(0);
    }

    public Result expectExit(int expected) {
        if (exit != expected) {
            throw new AssertionError("expected exit status " + expected + " of " + this);
        }
        return this;
    }

    /** A failure that the runtime tells by its status, not a crash of it. */
    public Result expectFailure() {
        if (exit == 0 || (exit > 128 && exit < 255)) {
            throw new AssertionError("expected a failure of " + this);
        }
        return this;
    }

    /** That the container ran, as its output shows, or that the runtime said why it does not. */
    public Result expectRunOrRefusal() {
        if (exit == 0 ? out.isEmpty() : err.isBlank()) {
            throw new AssertionError("neither run nor refused: " + this);
        }
        return this;
    }

    /** That a bounded call has ended by itself. */
    public Result expectEnd() {
        if (exit == 124 || exit == 137) {
            throw new AssertionError("hung: " + this);
        }
        return this;
    }

    /** A failure whose text, on standard error, contains each of these. */
    public Result expectFailure(String... parts) {
        expectFailure();
        for (String part : parts) {
            if (!err.contains(part)) {
                throw new AssertionError("expected \"" + part + "\" in the error of " + this);
            }
        }
        return this;
    }

    /** Nothing on either output: engines show whatever a runtime writes (engines' rule R4). */
    public Result expectSilence() {
        expectSuccess();
        if (!out.isEmpty() || !err.isEmpty()) {
            throw new AssertionError("expected no output of " + this);
        }
        return this;
    }

    /** Standard output as JSON. */
    public JsonNode json() {
        expectSuccess();
        try {
            JsonNode json = Json.MAPPER.readTree(out);
            if (!json.isMissingNode()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new AssertionError("expected JSON from " + this, e);
        }
        throw new AssertionError("expected JSON from " + this);
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\nexit status: " + exit + "\nout: " + brief(out) + "\nerr: " + brief(err);
    }

    private static String brief(String text) {
        return text.length() <= 1000 ? text : text.substring(0, 1000) + "... (" + text.length() + " characters)";
    }
}
