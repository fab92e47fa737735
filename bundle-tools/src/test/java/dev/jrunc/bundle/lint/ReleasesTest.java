package dev.jrunc.bundle.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For each release a document with all that its schema has, and one more with each thing that other releases have. */
class ReleasesTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** By pointer, or pointer=value: a + for each release that has it. */
    private final Map<String, String> marks = marks();

    private final JsonNode full = full();

    private static Map<String, String> marks() {
        Map<String, String> marks = new TreeMap<>();
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/spec/releases.txt"))) {
                if (!line.startsWith("#")) {
                    int space = line.lastIndexOf(' ');
                    marks.put(line.substring(0, space), line.substring(space + 1));
                }
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return marks;
    }

    /** A document with every property of every release, and values that all of them have. */
    private static JsonNode full() {
        JsonNode full;
        try {
            full = MAPPER.readTree(
                    Path.of("../oci-spec/src/test/resources/full.json").toFile());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (String platform : List.of("solaris", "windows", "vm", "zos", "freebsd")) {
            ((ObjectNode) full).putObject(platform);
        }
        ((ObjectNode) full.at("/process")).put("commandLine", "x");
        ((ObjectNode) full.at("/process/user")).put("username", "x");
        ((ObjectNode) full.at("/linux/intelRdt")).put("enableCMT", true).put("enableMBM", true);
        ((ArrayNode) full.at("/linux/namespaces"))
                .remove(full.at("/linux/namespaces").size() - 1); // time
        return full;
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.2.0", "1.2.1", "1.3.0"})
    void hasWhatItsSchemaHas(String release) {
        int values = 0;
        JsonNode whole = document(release, null);
        assertEquals(List.of(), said(whole));
        for (String mark : marks.keySet()) {
            String pattern = mark.replaceFirst("=.*", "");
            if (!pattern.equals(mark)) {
                if (!at(whole, pattern.replaceFirst("/\\*$", "")).isEmpty()) {
                    value(pattern, mark.substring(pattern.length() + 1), release);
                    values++;
                }
            } else if (has(mark, release)) {
                assertTrue(!at(whole, mark).isEmpty(), "full.json has no " + mark);
            } else {
                property(mark, release);
            }
        }
        assertTrue(values > 100, "values " + values);
    }

    private boolean has(String mark, String release) {
        return marks.get(mark).charAt(SpecHistory.RELEASES.indexOf(release)) == '+';
    }

    /** A property more: that is said, once, of the outermost on the way to it that the release does not have. */
    private void property(String pattern, String release) {
        String outer = pattern;
        for (int end = pattern.indexOf('/', 1); end > 0; end = pattern.indexOf('/', end + 1)) {
            String step = pattern.substring(0, end);
            if (marks.containsKey(step) && !has(step, release)) {
                outer = step;
                break;
            }
        }
        JsonNode document = document(release, outer);
        assertTrue(!at(document, pattern).isEmpty(), "full.json has no " + pattern);
        assertEquals(List.of("MAY " + outer), said(document), release + " and " + pattern);
    }

    /** One value more, where there is one. */
    private void value(String pattern, String value, String release) {
        JsonNode document = document(release, null);
        int last = pattern.lastIndexOf('/');
        JsonNode holder = at(document, pattern.substring(0, last)).get(0);
        if (holder.isArray()) {
            ((ArrayNode) holder).removeAll().add(value);
        } else {
            ((ObjectNode) holder).put(pattern.substring(last + 1), value);
        }
        assertEquals(
                has(pattern + "=" + value, release) ? List.of() : List.of("SHOULD " + pattern),
                said(document),
                release + " and " + value);
    }

    /** All that a release has, and one property more with all that is in it. */
    private JsonNode document(String release, @Nullable String more) {
        JsonNode document = full.deepCopy();
        ((ObjectNode) document).put("ociVersion", release);
        strip(document, "", release, more);
        return document;
    }

    private void strip(JsonNode node, String pattern, String release, @Nullable String more) {
        if (node.isArray() || pattern.endsWith("/rdma") || pattern.endsWith("/netDevices")) {
            node.forEach(each -> strip(each, pattern + "/*", release, more));
            return;
        }
        for (Map.Entry<String, JsonNode> member : List.copyOf(node.properties())) {
            String inner = pattern + "/" + member.getKey();
            boolean wanted =
                    more != null && ((inner + "/").startsWith(more + "/") || (more + "/").startsWith(inner + "/"));
            if (wanted || !marks.containsKey(inner) || has(inner, release)) {
                strip(member.getValue(), inner, release, more);
            } else {
                ((ObjectNode) node).remove(member.getKey());
            }
        }
    }

    private static List<JsonNode> at(JsonNode document, String pattern) {
        List<JsonNode> at = List.of(document);
        for (String step : pattern.substring(1).split("/", -1)) {
            List<JsonNode> next = new ArrayList<>();
            for (JsonNode node : at) {
                if (step.equals("*")) {
                    node.forEach(next::add);
                } else if (node.has(step)) {
                    next.add(node.get(step));
                }
            }
            at = next;
        }
        return at;
    }

    /** Level and pattern of what is said of the version. */
    private static List<String> said(JsonNode document) {
        return Lint.check(document.toString().getBytes(StandardCharsets.UTF_8), DocumentKind.CONFIG, null).stream()
                .filter(finding -> finding.clause().equals("config.md#specification-version")
                        || finding.clause().equals("config.md#extensibility"))
                .map(finding -> finding.level() + " " + finding.pointer().replaceAll("/[0-9]+(?=/|$)", "/*"))
                .toList();
    }
}
