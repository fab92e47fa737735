package dev.jrunc.bundle.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What came with which release of the specification. */
class VersionTest {
    private static final String CLAUSE = "config.md#specification-version";

    private static String config(String version, String more) {
        return "{\"ociVersion\": \"" + version + "\", \"root\": {\"path\": \"rootfs\"},\n" + more
                + "\"process\": {\"args\": [\"sh\"], \"cwd\": \"/\"}, \"linux\": {\"namespaces\": [{\"type\": \"pid\"},"
                + " {\"type\": \"mount\"}, {\"type\": \"uts\"}]}}";
    }

    private static List<String> said(String json, String version) {
        return Lint.check(json.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null, version).stream()
                .filter(finding -> finding.clause().equals(CLAUSE))
                .map(finding -> finding.text("c"))
                .toList();
    }

    @Test
    void aPropertyIsNewerThanTheDocumentSays() {
        assertEquals(
                List.of("c:2:15: MAY /domainname: was added in 1.1.0, and a runtime of 1.0.2 ignores it;"
                        + " raise ociVersion to 1.1.0 [" + CLAUSE + "]"),
                said(config("1.0.2", "\"domainname\": \"x\", "), null));
        assertEquals(List.of(), said(config("1.1.0", "\"domainname\": \"x\", "), null));
        assertEquals(
                1, said(config("1.1.0", "\"domainname\": \"x\", "), "1.0.0").size());
    }

    @Test
    void aValueIsNewerThanTheDocumentSays() {
        String mount = "\"mounts\": [{\"destination\": \"/a\", \"type\": \"bind\", \"source\": \"/a\","
                + " \"options\": [\"bind\", \"idmap\"]}], ";
        assertEquals(
                List.of("c:2:86: SHOULD /mounts/0/options/1: \"idmap\" was added in 1.2.0, a runtime of 1.1.0 need not"
                        + " know it; raise ociVersion to 1.2.0 [" + CLAUSE + "]"),
                said(config("1.1.0", mount), null));
        assertEquals(List.of(), said(config("1.2.0", mount), null));
    }

    /** In development after a release, or a candidate for one. */
    @ParameterizedTest
    @CsvSource({"1.0.2-dev,0", "1.0.2+dev,0", "1.1.0-rc.1,0", "1.0.2-rc.1,1", "1.3.0,0"})
    void versionsBetweenReleases(String version, int count) {
        assertEquals(
                count, said(config(version, "\"domainname\": \"x\", "), null).size());
    }

    @Test
    void noSuchRelease() {
        assertTrue(said(config("1.0.7", ""), null).get(0).contains("there is no release 1.0.7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.2.0", "1.2.1", "1.3.0"})
    void mountsHadToBeAbsolute(String version) {
        String mount = "\"mounts\": [{\"destination\": \"a\", \"type\": \"tmpfs\", \"source\": \"tmpfs\"}], ";
        boolean found =
                Lint.check(config(version, mount).getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null).stream()
                        .anyMatch(finding -> finding.message().startsWith("must be absolute before 1.2.0"));
        assertEquals(version.compareTo("1.2.0") < 0, found);
    }

    /** What was there once is named, but in a document of the releases that had it. */
    @ParameterizedTest
    @CsvSource({"1.0.2,true", "1.1.0,false", "1.2.0,false", "1.2.1,false", "1.3.0,true", "1.3.0-rc.1,true", ",true"})
    void whatIsNoLongerThereIsNamed(@Nullable String version, boolean said) {
        String json = config(version == null ? "" : version, "")
                .replace("\"linux\": {", "\"linux\": {\"intelRdt\": {\"enableCMT\": true}, ");
        assertEquals(
                said,
                Lint.check(json.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null).stream()
                        .anyMatch(finding -> finding.text("c").contains("is not in the specification after 1.2.1")),
                json);
    }

    @Test
    void whatNoReleaseHadIsNamed() {
        String json = config("1.0.0", "")
                .replace("\"linux\": {", "\"linux\": {\"resources\": {\"disableOOMKiller\": true}, ");
        assertTrue(
                Lint.check(json.getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null).stream()
                        .anyMatch(finding -> finding.text("c").contains("is not in the specification after 1.0.0-rc6")),
                json);
    }
}
