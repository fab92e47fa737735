package dev.jrunc.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.spec.validate.Names;
import dev.jrunc.spec.validate.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Our lists against the schema of the specification. */
class SchemaTest {
    private static final Set<String> OTHER_PLATFORMS =
            Set.of("/solaris", "/windows", "/vm", "/zos", "/freebsd", "/process/commandLine", "/process/user/username");
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void namesAreThoseOfTheSchema() throws Exception {
        assertNames("SeccompArch", Names.SECCOMP_ARCHITECTURES);
        assertNames("SeccompAction", Names.SECCOMP_ACTIONS);
        assertNames("SeccompFlag", Names.SECCOMP_FLAGS);
        assertNames("SeccompOperators", Names.SECCOMP_OPERATORS);
        assertNames("MemoryPolicyMode", Names.MEMORY_POLICY_MODES);
        assertNames("MemoryPolicyFlag", Names.MEMORY_POLICY_FLAGS);
        assertNames("NamespaceType", Names.NAMESPACES);
        assertNames("SchedulerPolicy", Names.SCHEDULER_POLICIES);
        assertNames("SchedulerFlag", Names.SCHEDULER_FLAGS);
        assertNames("PersonalityDomain", Names.PERSONALITIES);
    }

    /** And full.json and the state are read without an unknown property, so that the reader knows every one of the schema. */
    @Test
    void fullDocumentsHaveEveryPropertyOfTheSchema() throws Exception {
        List<String> missing = new ArrayList<>();
        JsonNode full = mapper.readTree(Fixtures.read("/full.json"));
        compare("config-schema.json", schema("config-schema.json"), List.of(full), "", missing);
        JsonNode state = mapper.readTree(Fixtures.read("/runtime-spec/state/good/spec-example.json"));
        compare("state-schema.json", schema("state-schema.json"), List.of(state), "/state", missing);
        assertEquals(List.of(), missing);
    }

    private void assertNames(String definition, Vocabulary ours) throws IOException {
        Set<String> names = new TreeSet<>();
        schema("defs-linux.json").at("/definitions/" + definition + "/enum").forEach(each -> names.add(each.asText()));
        assertEquals(names, new TreeSet<>(ours.names()), definition);
    }

    private void compare(String file, JsonNode schema, List<JsonNode> values, String at, List<String> missing)
            throws IOException {
        if (schema.has("$ref")) {
            String[] reference = schema.get("$ref").asText().split("#", -1);
            String target = reference[0].isEmpty() ? file : reference[0];
            compare(target, schema(target).at(reference[1]), values, at, missing);
            return;
        }
        for (String list : List.of("anyOf", "allOf")) {
            for (JsonNode each : schema.path(list)) {
                compare(file, each, values, at, missing);
            }
        }
        for (var property : schema.path("properties").properties()) {
            String pointer = at + "/" + property.getKey();
            List<JsonNode> inner = new ArrayList<>();
            values.forEach(value -> add(value.path(property.getKey()), inner));
            if (OTHER_PLATFORMS.contains(pointer)) {
                continue;
            }
            if (inner.isEmpty()) {
                missing.add(pointer);
            } else {
                compare(file, property.getValue(), inner, pointer, missing);
            }
        }
        List<JsonNode> members = new ArrayList<>();
        values.forEach(value -> value.forEach(each -> add(each, members)));
        if (schema.has("items")) {
            compare(file, schema.get("items"), members, at + "/-", missing);
        }
        if (schema.path("additionalProperties").isObject()) {
            compare(file, schema.get("additionalProperties"), members, at + "/*", missing);
        }
    }

    private static void add(JsonNode value, List<JsonNode> to) {
        if (!value.isMissingNode()) {
            to.add(value);
        }
    }

    private JsonNode schema(String file) throws IOException {
        return mapper.readTree(Path.of("src/main/schema", file).toFile());
    }
}
