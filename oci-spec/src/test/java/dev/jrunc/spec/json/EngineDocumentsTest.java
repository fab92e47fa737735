package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.jrunc.spec.EngineDocuments;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What real engines send is read whole, found without fault and written back without loss. */
class EngineDocumentsTest {
    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void everyDocumentIsReadWithoutAnUnknownProperty() throws Exception {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> each : EngineDocuments.all().entrySet()) {
            List<UnknownProperty> unknown = new ArrayList<>();
            read(each.getKey(), each.getValue(), unknown);
            unknown.forEach(property -> found.add(each.getKey() + property.pointer()));
        }
        assertEquals(List.of(), found);
    }

    @Test
    void noDocumentHasAProblemThatForbidsAContainer() throws Exception {
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, byte[]> each : EngineDocuments.all().entrySet()) {
            String name = each.getKey();
            List<Problem> problems = name.endsWith(".process.json")
                    ? ConfigValidator.validate(ProcessReader.read(each.getValue()))
                    : name.endsWith(".resources.json")
                            ? ConfigValidator.validate(ResourcesReader.read(each.getValue()))
                            : ConfigValidator.validate(ConfigReader.read(each.getValue()));
            Problem error = ConfigValidator.firstError(problems);
            if (error != null) {
                found.add(name + error.text());
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void everyDocumentIsWrittenBackWithoutLoss() throws Exception {
        for (Map.Entry<String, byte[]> each : EngineDocuments.all().entrySet()) {
            String name = each.getKey();
            byte[] written = name.endsWith(".process.json")
                    ? ProcessWriter.write(ProcessReader.read(each.getValue()))
                    : name.endsWith(".resources.json")
                            ? ResourcesWriter.write(ResourcesReader.read(each.getValue()))
                            : ConfigWriter.write(ConfigReader.read(each.getValue()));
            assertEquals(read(name, each.getValue(), new ArrayList<>()), read(name, written, new ArrayList<>()), name);
            assertEquals(withoutEmpty(mapper.readTree(each.getValue())), withoutEmpty(mapper.readTree(written)), name);
        }
    }

    private static Object read(String name, byte[] json, List<UnknownProperty> unknown) throws SpecException {
        if (name.endsWith(".process.json")) {
            return ProcessReader.read(json, name, unknown);
        }
        return name.endsWith(".resources.json")
                ? ResourcesReader.read(json, name, unknown)
                : ConfigReader.read(json, name, unknown);
    }

    /** Null, an empty string and an empty list mean the same as nothing. */
    static JsonNode withoutEmpty(JsonNode node) {
        Iterator<Map.Entry<String, JsonNode>> properties = node.properties().iterator();
        while (properties.hasNext()) {
            Map.Entry<String, JsonNode> each = properties.next();
            JsonNode value = withoutEmpty(each.getValue());
            boolean empty = value.isNull()
                    || (value.isTextual() && value.textValue().isEmpty())
                    || (value.isContainerNode() && value.isEmpty());
            if (empty) {
                properties.remove();
            }
        }
        for (JsonNode element : node) {
            withoutEmpty(element);
        }
        return node;
    }
}
