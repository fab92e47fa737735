package dev.jrunc.bundle.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.jrunc.bundle.Tool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code schema} prints, in the hands of a validator that is not ours. */
class SchemaTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Path FIXTURES = Path.of("../oci-spec/src/test/resources/runtime-spec");

    private static JsonNode printed(String... args) throws Exception {
        String[] call = Stream.concat(Stream.of("schema"), Stream.of(args)).toArray(String[]::new);
        Tool.Result result = Tool.run(call);
        assertEquals(0, result.status(), result.err());
        return MAPPER.readTree(result.out());
    }

    private static List<String> said(JsonNode schema, JsonNode document) {
        JsonSchema validator =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V4).getSchema(schema);
        return validator.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .toList();
    }

    /** The fixtures of the specification. */
    @ParameterizedTest
    @ValueSource(strings = {"config", "state", "features"})
    void goodIsGoodAndBadIsBad(String kind) throws Exception {
        JsonNode schema = printed("--kind", kind);
        int count = 0;
        for (String quality : List.of("good", "bad")) {
            try (Stream<Path> files = Files.list(FIXTURES.resolve(kind).resolve(quality))) {
                for (Path file : files.toList()) {
                    if (!file.endsWith("invalid-json.json")) {
                        List<String> said = said(schema, MAPPER.readTree(file.toFile()));
                        assertEquals(quality.equals("good"), said.isEmpty(), file + ": " + said);
                        count++;
                    }
                }
            }
        }
        assertTrue(count > 0);
    }

    /** What one release refuses and another does not. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1.0.2 | 1.1.0 | {"linux": {"namespaces": [{"type": "time"}]}}
            1.0.1 | 1.0.2 | {"linux": {"seccomp": {"defaultAction": "SCMP_ACT_LOG"}}}
            1.2.0 | 1.2.1 | {"linux": {"seccomp": {"defaultAction": "SCMP_ACT_LOG", "architectures": ["SCMP_ARCH_SH"]}}}
            1.3.0 | 1.0.0 | {"linux": {"memoryPolicy": {"mode": "x"}}}
            1.2.1 | 1.3.0 | {"linux": {"intelRdt": {"enableCMT": "yes"}}}
            """)
    void versionsDiffer(String refuses, String other, String json) throws Exception {
        ObjectNode document = (ObjectNode) MAPPER.readTree(json);
        document.put("ociVersion", other);
        assertEquals(List.of(), said(printed(other), document));
        assertFalse(said(printed(refuses), document).isEmpty());
    }

    /** Property by property, value by value: what ReleasesTest holds the findings against. */
    @ParameterizedTest
    @ValueSource(strings = {"1.0.0", "1.0.1", "1.0.2", "1.1.0", "1.2.0", "1.2.1", "1.3.0"})
    void hasWhatTheReleaseHas(String release) throws Exception {
        int column = SpecHistory.RELEASES.indexOf(release);
        Set<String> has = new TreeSet<>();
        for (String line : Files.readAllLines(Path.of("src/test/resources/spec/releases.txt"))) {
            int space = line.lastIndexOf(' ');
            if (!line.startsWith("#") && line.charAt(space + 1 + column) == '+' && !line.contains("/options/*=")) {
                has.add(line.substring(0, space));
            }
        }
        Set<String> ours = new TreeSet<>();
        collect(printed(release), "", ours);
        ours.removeIf(each -> each.matches("/(windows|solaris|vm|zos|freebsd)/.*"));
        assertEquals(has, ours);
    }

    private static void collect(JsonNode schema, String at, Set<String> into) {
        if (schema.isMissingNode()) {
            return;
        }
        schema.path("properties").properties().forEach(member -> {
            into.add(at + "/" + member.getKey());
            collect(member.getValue(), at + "/" + member.getKey(), into);
        });
        schema.path("enum").forEach(value -> into.add(at + "=" + value.asText()));
        for (String inner : List.of("items", "additionalProperties")) {
            collect(schema.path(inner), at + "/*", into);
        }
        for (String list : List.of("anyOf", "allOf")) {
            schema.path(list).forEach(each -> collect(each, at, into));
        }
    }

    /** Other platforms are there too, what documents must have is, and nothing refers to another file. */
    @Test
    void isWhole() throws Exception {
        JsonNode schema = printed();
        Set<String> there = new TreeSet<>();
        collect(schema, "", there);
        assertTrue(
                there.containsAll(Set.of("/vm/kernel/path", "/windows/layerFolders", "/freebsd/jail")),
                there::toString);
        assertEquals("[\"ociVersion\"]", schema.path("required").toString());
        assertFalse(schema.toString().contains("$ref"));
    }

    @ParameterizedTest
    @CsvSource({"process,/process", "resources,/linux/resources"})
    void partsAreDocumentsToo(String kind, String pointer) throws Exception {
        JsonNode schema = printed("--kind", kind, "1.0.2");
        assertEquals(
                "http://json-schema.org/draft-04/schema#",
                schema.path("$schema").asText());
        JsonNode document = MAPPER.readTree(
                        Path.of("../oci-spec/src/test/resources/full.json").toFile())
                .at(pointer);
        assertEquals(List.of(), said(schema, document));
        assertFalse(said(schema, MAPPER.createArrayNode()).isEmpty());
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertEquals(
                "no release of runtime-spec is called \"1.0\": use 1.0.0, 1.0.1, 1.0.2, 1.1.0, 1.2.0, 1.2.1, 1.3.0",
                message(Tool.run("schema", "1.0")));
        assertEquals(
                "the schema of state is there for 1.3.0 only", message(Tool.run("schema", "--kind", "state", "1.0.0")));
    }

    private static String message(Tool.Result result) {
        assertEquals(1, result.status());
        return result.err().replaceAll("(?s).*msg=\"(.*)\"\n", "$1").replace("\\\"", "\"");
    }
}
