package dev.jrunc.host;

import dev.jrunc.plan.PlanText;
import dev.jrunc.plan.PlanWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A host made of files in memory: answers questions from them and keeps the plan that ends the command. */
public final class FakeHost implements Host {
    private static final int ENOENT = 2;
    private static final int ENOSYS = 38;
    private static final int S_IFDIR = 0040755;
    private static final int S_IFREG = 0100755;
    private static final Pattern PATH = Pattern.compile("^(\\S+) path=\"(.*?)\"");

    private final Map<String, byte[]> files = new HashMap<>();
    private final List<String> directories = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> arguments;
    private List<String> environment = List.of();
    private byte @Nullable [] plan;
    private int uid;
    private long seconds = 1_795_516_980L;

    public FakeHost(String... arguments) {
        this.arguments = List.of(arguments);
    }

    public FakeHost file(String path, String text) {
        files.put(path, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    public FakeHost directory(String path) {
        directories.add(path);
        return this;
    }

    public FakeHost environment(String... entries) {
        environment = List.of(entries);
        return this;
    }

    public FakeHost uid(int newUid) {
        uid = newUid;
        return this;
    }

    public FakeHost seconds(long newSeconds) {
        seconds = newSeconds;
        return this;
    }

    /** Every question, one a line, as PlanText prints it. */
    public List<String> asked() {
        return asked;
    }

    /** The final plan as PlanText prints it. */
    public String plan() {
        byte[] finished = plan;
        if (finished == null) {
            throw new AssertionError("the command ended without a plan");
        }
        return PlanText.lines(finished);
    }

    /** The final plan as it is, for what is too long to be printed. */
    public String bytes() {
        byte[] finished = plan;
        return finished == null ? "" : new String(finished, StandardCharsets.UTF_8);
    }

    @Override
    public Request request() {
        return new Request(
                "jrunc",
                arguments,
                environment,
                "/b",
                uid,
                uid,
                0,
                seconds,
                0,
                "6.1.0",
                "x86_64",
                40,
                (1L << 41) - 1,
                "/usr/lib/jrunc",
                text("/proc/self/cgroup"),
                text("/proc/self/mountinfo"));
    }

    @Override
    public List<Answer> ask(PlanWriter questions) {
        List<Answer> answers = new ArrayList<>();
        for (String line : PlanText.lines(questions.toBytes()).split("\n", -1)) {
            Matcher matcher = PATH.matcher(line);
            if (line.equals("probe")) {
                answers.add(new Answer(0, text("probe"))); // what file("probe", …) says the kernel can do
            } else if (line.startsWith("bus ") && files.containsKey("bus")) {
                answers.add(new Answer(0, text("bus"))); // what file("bus", …) has systemd answer
            } else if (matcher.find()) {
                asked.add(line);
                answers.add(answer(matcher.group(1), matcher.group(2)));
            } else if (!line.isEmpty()) {
                answers.add(new Answer(ENOSYS, new byte[0]));
            }
        }
        return answers;
    }

    @Override
    public void finish(PlanWriter finished) {
        if (plan != null) {
            throw new AssertionError("two final plans");
        }
        plan = finished.toBytes();
    }

    private Answer answer(String op, String path) {
        byte[] content = files.get(path);
        boolean directory = directories.contains(path);
        if (content == null && !directory) {
            return new Answer(ENOENT, new byte[0]);
        }
        return switch (op) {
            case "stat" -> new Answer(0, stat(directory ? S_IFDIR : S_IFREG));
            case "list" -> new Answer(0, names(path));
            default -> new Answer(0, content == null ? new byte[0] : content);
        };
    }

    private byte[] names(String directory) {
        StringBuilder names = new StringBuilder();
        directories.stream()
                .filter(path -> path.startsWith(directory + "/") && path.indexOf('/', directory.length() + 1) < 0)
                .sorted()
                .forEach(path ->
                        names.append(path.substring(directory.length() + 1)).append('\0'));
        return names.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] stat(int mode) {
        byte[] stat = new byte[16];
        stat[0] = (byte) mode;
        stat[1] = (byte) (mode >> 8);
        return stat;
    }

    private byte[] text(String path) {
        byte[] content = files.get(path);
        return content == null ? new byte[0] : content;
    }
}
