package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The list of operations is written twice, for two languages; this is what keeps the two the same. */
class PlanOpTest {
    @Test
    void bothLanguagesHaveTheSameOperations() throws IOException {
        List<String> java = new ArrayList<>();
        for (PlanOp op : PlanOp.values()) {
            java.add("PLAN_OP(" + op.name() + ", " + op.code() + ", \"" + op.signature() + "\")");
        }
        List<String> c = Files.readAllLines(Path.of("src/main/c/common/plan_ops.def")).stream()
                .filter(line -> line.startsWith("PLAN_OP("))
                .toList();
        assertEquals(c, java);
    }

    @Test
    void bothLanguagesHaveTheSameNumbers() throws IOException, IllegalAccessException {
        assertEquals(numbers("plan_flags.h", ""), constants(PlanFlags.class, ""));
        assertEquals(numbers("message.h", "EVENT_"), constants(Event.class, "EVENT_"));
    }

    @Test
    void bothLanguagesCallAnErrnoTheSame() throws IOException, IllegalAccessException {
        List<String> c = Files.readAllLines(Path.of("src/main/c/common/errnos.def"));
        for (Map.Entry<String, Integer> one : constants(Errno.class, "").entrySet()) {
            String words = Errno.words(one.getValue());
            String inC = "ERRNO(" + one.getKey() + ", " + one.getValue() + ", \"" + words + "\")";
            assertTrue(c.contains(inC.replace(" (" + one.getKey() + ")", "")), inC);
        }
    }

    /** NAME = NUMBER of an enum in that header, of the names that begin so. */
    private static Map<String, Integer> numbers(String header, String begin) throws IOException {
        Map<String, Integer> numbers = new TreeMap<>();
        Matcher matcher = Pattern.compile("\\b(" + begin + "[A-Z_]+) = (\\d+)")
                .matcher(Files.readString(Path.of("src/main/c/common", header)));
        while (matcher.find()) {
            numbers.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return numbers;
    }

    private static Map<String, Integer> constants(Class<?> holder, String begin) throws IllegalAccessException {
        Map<String, Integer> constants = new TreeMap<>();
        for (Field field : holder.getFields()) {
            constants.put(begin + field.getName(), field.getInt(null));
        }
        return constants;
    }

    @Test
    void everyOperationIsExplained() throws IOException {
        String page = Files.readString(Path.of("../docs/plan-format.md"));
        List<String> missing = new ArrayList<>();
        for (PlanOp op : PlanOp.values()) {
            if (!page.contains("`" + op.name() + "`") && !page.contains("`" + op.name() + " ")) {
                missing.add(op.name());
            }
        }
        assertEquals(List.of(), missing);
    }
}
