package dev.jrunc.conformance.engines;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A few shell lines that use an engine; what they print and their exit status is what matters. */
record Scenario(String name, String script) {
    private static final String HEADING = "### ";

    /** Those of a resource: a heading each; what is above the first is a comment. */
    static List<Scenario> of(String resource) {
        List<Scenario> scenarios = new ArrayList<>();
        for (String part : ("\n" + text(resource)).split("\n" + HEADING, -1)) {
            int end = part.indexOf('\n');
            if (!part.startsWith("\n")) {
                scenarios.add(new Scenario(part.substring(0, end), part.substring(end + 1)));
            }
        }
        return scenarios;
    }

    private static String text(String resource) {
        try (InputStream in = Scenario.class.getResourceAsStream("/engines/" + resource + ".scenarios")) {
            if (in == null) {
                throw new IllegalStateException("no scenarios " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException("scenarios " + resource, e);
        }
    }
}
