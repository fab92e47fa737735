package dev.jrunc.conformance.engines;

import java.util.regex.Pattern;

/** How a scenario ended: its exit status and what it printed. */
record Outcome(int status, String output) {
    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{12}([0-9a-f]{52})?\\b");
    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d[.\\d]*(Z|[+-]\\d\\d:\\d\\d)");

    /** Without what differs from run to run: identifiers, times, the path of the runtime. */
    String comparable(String runtime) {
        String text = output.replace(runtime, "RUNTIME");
        text = ID.matcher(text).replaceAll("ID");
        return "status " + status + "\n" + TIME.matcher(text).replaceAll("TIME");
    }
}
