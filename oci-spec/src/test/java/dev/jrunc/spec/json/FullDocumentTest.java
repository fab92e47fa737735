package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Fixtures;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A document with every property there is. */
class FullDocumentTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void everyPropertyIsKnown() throws Exception {
        List<UnknownProperty> unknown = new ArrayList<>();
        ConfigReader.read(Fixtures.read("/full.json"), "full.json", unknown);
        assertEquals(List.of(), unknown);
    }

    @Test
    void everyComponentOfEveryRecordGetsAValueSomewhere() throws Exception {
        Set<String> all = new TreeSet<>();
        Set<String> filled = new TreeSet<>();
        collect(ConfigReader.read(Fixtures.read("/full.json")), all, filled);
        all.removeAll(filled);
        assertEquals(Set.of(), all);
    }

    @Test
    void everyPropertyIsWrittenBack() throws Exception {
        byte[] json = Fixtures.read("/full.json");
        Config config = ConfigReader.read(json);
        byte[] written = ConfigWriter.write(config);
        assertEquals(config, ConfigReader.read(written));
        assertEquals(mapper.readTree(json), mapper.readTree(written));
    }

    @Test
    void indentedDocumentsHaveTabs() throws Exception {
        String text = new String(
                ConfigWriter.write(ConfigReader.read(
                        "{\"ociVersion\":\"1.3.0\",\"root\":{\"path\":\"r\"}}".getBytes(StandardCharsets.UTF_8))),
                StandardCharsets.UTF_8);
        assertEquals("{\n\t\"ociVersion\": \"1.3.0\",\n\t\"root\": {\n\t\t\"path\": \"r\"\n\t}\n}", text);
    }

    @Test
    void namesMatchWithoutRegardToCase() throws Exception {
        JsonNode upper = upperCaseNames(mapper.readTree(Fixtures.read("/full.json")), "");
        byte[] json = mapper.writeValueAsBytes(upper);
        assertTrue(new String(json, StandardCharsets.UTF_8).contains("\"CPUS\""));
        assertEquals(ConfigReader.read(Fixtures.read("/full.json")), ConfigReader.read(json));
    }

    private static void collect(Object value, Set<String> all, Set<String> filled) throws Exception {
        if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                String name = value.getClass().getSimpleName() + "." + component.getName();
                Object inner = component.getAccessor().invoke(value);
                all.add(name);
                boolean empty = inner == null
                        || (inner instanceof Collection<?> list && list.isEmpty() && !name.equals("Seccomp.flags"))
                        || (inner instanceof Map<?, ?> map && map.isEmpty());
                if (!empty) {
                    filled.add(name);
                    collect(inner, all, filled);
                }
            }
        } else if (value instanceof Collection<?> list) {
            for (Object each : list) {
                collect(each, all, filled);
            }
        } else if (value instanceof Map<?, ?> map) {
            collect(map.values(), all, filled);
        }
    }

    /** Names of maps are data and stay. */
    private static JsonNode upperCaseNames(JsonNode node, String parent) {
        Set<String> maps = Set.of("annotations", "sysctl", "unified", "rdma", "netDevices", "timeOffsets");
        if (node instanceof ObjectNode object) {
            ObjectNode copy = object.objectNode();
            object.properties().forEach(each -> {
                String name = each.getKey();
                copy.set(
                        maps.contains(parent) ? name : name.toUpperCase(Locale.ROOT),
                        upperCaseNames(each.getValue(), name));
            });
            return copy;
        }
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, upperCaseNames(array.get(i), ""));
            }
        }
        return node;
    }
}
