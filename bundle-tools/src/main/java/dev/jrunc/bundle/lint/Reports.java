package dev.jrunc.bundle.lint;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Findings for programs. */
public final class Reports {
    private static final String SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

    private Reports() {}

    /** {@code {"source": …, "findings": [{pointer, line, column, level, clause, message, hint}, …]}}. */
    public static String json(String source, List<Finding> findings) {
        ObjectMapper mapper = mapper();
        ObjectNode root = mapper.createObjectNode().put("source", source);
        ArrayNode list = root.putArray("findings");
        for (Finding finding : findings) {
            ObjectNode node = list.addObject()
                    .put("pointer", finding.pointer())
                    .put("line", finding.line())
                    .put("column", finding.column())
                    .put("level", finding.level().name())
                    .put("clause", finding.clause())
                    .put("message", finding.message());
            if (finding.hint() != null) {
                node.put("hint", finding.hint());
            }
        }
        return root.toPrettyString();
    }

    /** SARIF 2.1.0, which code hosts and editors show beside the lines. */
    public static String sarif(String source, List<Finding> findings) {
        ObjectNode root =
                mapper().createObjectNode().put("$schema", SARIF_SCHEMA).put("version", "2.1.0");
        ObjectNode run = root.putArray("runs").addObject();
        ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "jrunc-bundle");
        ArrayNode rules = driver.putArray("rules");
        Set<String> clauses = new TreeSet<>();
        ArrayNode results = run.putArray("results");
        for (Finding finding : findings) {
            if (clauses.add(finding.clause())) {
                rules.addObject().put("id", finding.clause());
            }
            String pointer = finding.pointer().isEmpty() ? "" : finding.pointer() + ": ";
            String hint = finding.hint() == null ? "" : "; " + finding.hint();
            ObjectNode result = results.addObject()
                    .put("ruleId", finding.clause())
                    .put("level", finding.level().sarif());
            result.putObject("message").put("text", pointer + finding.message() + hint);
            ObjectNode location = result.putArray("locations").addObject().putObject("physicalLocation");
            location.putObject("artifactLocation").put("uri", source);
            location.putObject("region").put("startLine", finding.line()).put("startColumn", finding.column());
        }
        return root.toPrettyString();
    }

    private static ObjectMapper mapper() {
        return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    }
}
