package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.lifecycle.ContainerStatus;
import dev.jrunc.lifecycle.RecordCommand;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Operations and numbers are written twice, for two languages; this is what keeps the two the same. */
class PlanOpTest {
    @Test
    void bothLanguagesHaveTheSameOperations() throws IOException {
        List<String> java = new ArrayList<>();
        for (PlanOp op : PlanOp.values()) {
            String fields = Pattern.compile("(\\w+):(\\w)")
                    .matcher(op.signature())
                    .replaceAll(field -> field.group(2).toUpperCase(Locale.ROOT) + "(" + field.group(1) + ")");
            java.add("PLAN_OP(" + op.name() + ", " + op.code() + ", " + fields + ")");
        }
        List<String> c = Files.readAllLines(Path.of("src/main/c/common/plan_ops.def")).stream()
                .filter(line -> line.startsWith("PLAN_OP("))
                .toList();
        assertEquals(c, java);
    }

    @Test
    void bothLanguagesHaveTheSameNumbers() throws IOException, IllegalAccessException {
        assertEquals(numbers("common/plan_flags.h", "", ""), constants(PlanFlags.class, ""));
        assertEquals(numbers("common/message.h", "enum message_event", "EVENT_"), constants(Event.class, "EVENT_"));
        assertEquals(
                numbers("launcher/record.h", "enum record_command", "RECORD_"),
                constants(RecordCommand.class, "RECORD_"));
        Map<String, Integer> statuses =
                new TreeMap<>(Map.of("STATUS_UNKNOWN", 0)); // the launcher's before it has asked
        for (ContainerStatus status : ContainerStatus.values()) {
            statuses.put("STATUS_" + status.name(), status.bit());
        }
        assertEquals(numbers("launcher/run.h", "enum status", "STATUS_"), statuses);
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

    /** NAME = NUMBER in that header, of the enum that begins so ("": of all), of the names that begin so. */
    private static Map<String, Integer> numbers(String header, String begin, String prefix) throws IOException {
        String text = Files.readString(Path.of("src/main/c", header));
        int start = text.indexOf(begin + (begin.isEmpty() ? "" : " {"));
        Map<String, Integer> numbers = new TreeMap<>();
        Matcher matcher = Pattern.compile("\\b(" + prefix + "[A-Z_]+) = (\\d+)")
                .matcher(begin.isEmpty() ? text : text.substring(start, text.indexOf('}', start)));
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
