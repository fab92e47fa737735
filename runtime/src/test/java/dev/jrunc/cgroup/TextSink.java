package dev.jrunc.cgroup;

import java.util.ArrayList;
import java.util.List;

/** Writes each limit as a line of text; an operation under an {@code at} shows its pointer only when asked. */
final class TextSink implements LimitSink {
    final List<String> lines = new ArrayList<>();
    final List<byte[]> programs = new ArrayList<>();
    private final boolean context;

    TextSink(boolean context) {
        this.context = context;
    }

    @Override
    public void at(String pointer, String what) {
        if (context) {
            line("at " + pointer + " | " + what);
        }
    }

    @Override
    public void hint(int errno, String text) {
        if (context) {
            line("hint " + errno + " " + text);
        }
    }

    @Override
    public void warn(String text) {
        line("warn " + text);
    }

    @Override
    public void put(String path, int flags, List<String> values) {
        line("put " + path + " " + flags + " " + String.join("; ", values));
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        line("program " + path + " " + program.length / 8);
        programs.add(program);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private void line(String line) {
        lines.add(line);
    }
}
