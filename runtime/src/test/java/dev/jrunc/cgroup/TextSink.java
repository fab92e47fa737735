package dev.jrunc.cgroup;

import java.util.ArrayList;
import java.util.List;

/** Writes each operation as a line of text; an operation under an {@code at} shows its pointer only when asked. */
final class TextSink implements CgroupSink {
    final List<String> lines = new ArrayList<>();
    final List<byte[]> programs = new ArrayList<>();
    private final boolean context;
    private String indent = "";

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
    public void create(String root, String path, int flags, String controllers) {
        line("create " + root + " " + path + " " + flags + (controllers.isEmpty() ? "" : " " + controllers));
    }

    @Override
    public void put(String path, int flags, List<String> values) {
        line("put " + path + " " + flags + " " + String.join("; ", values));
    }

    @Override
    public void remove(String path, int flags) {
        line("remove " + path + " " + flags);
    }

    @Override
    public void beginUndo() {
        indent = "  ";
    }

    @Override
    public void endUndo() {
        indent = "";
    }

    @Override
    public void deviceProgram(String path, byte[] program) {
        line("program " + path + " " + program.length / 8);
        programs.add(program);
    }

    @Override
    public void own(String path, long uid, List<String> files) {
        line("own " + path + " " + uid + " " + String.join(" ", files));
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    private void line(String line) {
        lines.add(indent + line);
    }
}
