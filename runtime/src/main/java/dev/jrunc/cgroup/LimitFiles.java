package dev.jrunc.cgroup;

import dev.jrunc.plan.Lines;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes the operations of an update, remembers the files they write, and compiles the way back. */
public final class LimitFiles implements LimitSink {
    private final List<String> paths = new ArrayList<>();
    private final List<List<String>> written = new ArrayList<>();

    /** The files in the order of their first write, each once. */
    public List<String> paths() {
        return List.copyOf(paths);
    }

    /**
     * Writes what undoes the update. Every value is written twice, backwards and forwards: the kernel checks some against
     * others, and in one of the two orders each is taken.
     *
     * @param before the text of each file, null where it can't be read (then it is left alone)
     */
    public void restore(List<@Nullable String> before, LimitSink sink) {
        for (int i = paths.size() - 1; i >= 0; i--) {
            restore(i, before.get(i), sink);
        }
        for (int i = 1; i < paths.size(); i++) {
            restore(i, before.get(i), sink);
        }
    }

    private void restore(int at, @Nullable String before, LimitSink sink) {
        if (before != null) {
            String path = paths.get(at);
            sink.put(path, 0, lines(path.substring(path.lastIndexOf('/') + 1), before, written.get(at)));
        }
    }

    /**
     * What brings a file back: the lines that stood in it, a reset for each device that had none, and for one that ends
     * with an empty line an empty value at the end.
     */
    static List<String> lines(String file, String before, List<String> written) {
        if (file.equals("memory.oom_control")) {
            // "oom_kill_disable 0", then what is no setting.
            return List.of(before.startsWith("oom_kill_disable 1") ? "1" : "0");
        }
        List<String> lines = Lines.of(before);
        String reset = reset(file);
        for (int i = 0; i < written.size(); i++) {
            String device = device(written.get(i));
            if (!device.isEmpty() && !reset.isEmpty() && !begins(lines, device)) {
                lines.add(device + reset);
            }
        }
        if (lines.isEmpty() || before.endsWith("\n\n")) {
            // A write of nothing is none: the line end empties the file.
            lines.add("\n");
        }
        return lines;
    }

    /** What takes a device's line out of a file, "" where there are no such lines. */
    private static String reset(String file) {
        if (file.equals("io.max")) {
            return "rbps=max wbps=max riops=max wiops=max";
        }
        if (file.startsWith("io.") || file.startsWith("blkio.bfq.")) {
            return "default";
        }
        return file.startsWith("blkio.") ? "0" : "";
    }

    /** {@code "8:0 "} of {@code "8:0 600"}, "" of what names no device. */
    private static String device(String line) {
        int colon = line.indexOf(':');
        int space = line.indexOf(' ');
        return colon > 0 && colon < space ? line.substring(0, space + 1) : "";
    }

    private static boolean begins(List<String> lines, String device) {
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).startsWith(device)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void put(String path, int flags, List<String> lines) {
        int at = paths.indexOf(path);
        if (at < 0) {
            paths.add(path);
            written.add(new ArrayList<>(lines));
        } else {
            written.get(at).addAll(lines);
        }
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        throw new IllegalStateException("an update leaves the device rules alone");
    }
}
