package dev.jrunc.bundle.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.jrunc.spec.Pointer;
import org.jspecify.annotations.Nullable;

/**
 * Compares a configuration with the version of the specification that it says it follows: a runtime of that version passes
 * over what it does not know, so that a container would be made without it.
 */
final class VersionChecks {
    private static final String CLAUSE = "config.md#specification-version";

    private final Findings findings;
    private final String version;

    private VersionChecks(Findings findings, String version) {
        this.findings = findings;
        this.version = version;
    }

    /**
     * The release that the document is judged by; empty for what is developed after one, which may know anything of the
     * next.
     *
     * @param asked the version to take in place of the one that the document declares
     */
    static String version(byte[] text, @Nullable String asked) {
        String declared = asked == null ? Lint.tree(text).path("ociVersion").asText() : asked;
        return declared.endsWith("-dev") || declared.endsWith("+dev") ? "" : release(declared);
    }

    /** Checks the mended document. */
    static void check(JsonNode root, Findings findings, String version) {
        if (version.isEmpty()) {
            return;
        }
        if (!SpecHistory.isNewer(version, "1.3.0") && !SpecHistory.RELEASES.contains(version)) {
            findings.may(
                    "/ociVersion",
                    CLAUSE,
                    "there is no release " + version,
                    "there are " + String.join(", ", SpecHistory.RELEASES));
        }
        VersionChecks checks = new VersionChecks(findings, version);
        for (SpecHistory.Entry entry : SpecHistory.ENTRIES) {
            if (SpecHistory.isNewer(entry.since(), version)) {
                checks.find(root, "", entry.pointer().substring(1).split("/", -1), 0, entry);
            }
        }
        if (SpecHistory.isNewer("1.2.0", version)) {
            checks.mounts(root.path("mounts"));
        }
    }

    /** A candidate for a release has what that has. */
    static String release(String version) {
        int end = 0;
        while (end < version.length() && version.charAt(end) != '-' && version.charAt(end) != '+') {
            end++;
        }
        return version.substring(0, end);
    }

    private void find(JsonNode node, String pointer, String[] steps, int at, SpecHistory.Entry entry) {
        if (at == steps.length) {
            say(node, pointer, entry);
        } else if (!steps[at].equals("*")) {
            JsonNode inner = node.path(steps[at]);
            if (!inner.isMissingNode() && !inner.isNull()) {
                find(inner, Pointer.child(pointer, steps[at]), steps, at + 1, entry);
            }
        } else {
            for (int i = 0; i < node.size(); i++) {
                find(node.path(i), pointer + "/" + i, steps, at + 1, entry);
            }
        }
    }

    private void say(JsonNode node, String pointer, SpecHistory.Entry entry) {
        String hint = "raise ociVersion to " + entry.since();
        if (entry.values().isEmpty()) {
            String message = "was added in " + entry.since() + ", and a runtime of " + version + " ignores it";
            findings.may(pointer, CLAUSE, message, hint);
        } else if (entry.values().contains(node.asText())) {
            findings.should(
                    pointer,
                    CLAUSE,
                    "\"" + node.asText() + "\" was added in " + entry.since() + ", a runtime of " + version
                            + " need not know it",
                    hint);
        }
    }

    private void mounts(JsonNode mounts) {
        for (int i = 0; i < mounts.size(); i++) {
            String destination = mounts.get(i).path("destination").asText();
            if (!destination.isEmpty() && !destination.startsWith("/")) {
                findings.add(
                        Level.MUST,
                        "/mounts/" + i + "/destination",
                        "config.md#mounts",
                        "must be absolute before 1.2.0, and the version is " + version,
                        "write /" + destination);
            }
        }
    }
}
