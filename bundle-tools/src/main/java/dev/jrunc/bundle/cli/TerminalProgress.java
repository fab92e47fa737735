package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.report.Report;
import dev.jrunc.bundle.unpack.Progress;

/** A bar on a terminal, a line for each layer elsewhere. */
final class TerminalProgress implements Progress {
    private static final long INTERVAL = 100_000_000; // ns
    private static final int WIDTH = 30;

    private final Report report;
    private final String verb;
    private final long start = System.nanoTime();
    private long last = start;
    private String layer = "";
    private boolean drawn;

    private TerminalProgress(Report report, String verb) {
        this.report = report;
        this.verb = verb;
    }

    static TerminalProgress of(Report report, String verb) {
        return new TerminalProgress(report, verb);
    }

    @Override
    public void layer(int number, int count, String name, long size) {
        layer = number + "/" + count;
        if (!report.canDraw()) {
            report.info(verb + " " + name + " (" + layer + ", " + bytes(size) + ")");
        }
    }

    @Override
    public void bytes(long read, long total) {
        long now = System.nanoTime();
        if (now - last < INTERVAL || !report.canDraw()) {
            return;
        }
        last = now;
        drawn = true;
        report.draw(line("layer " + layer, read, total, now - start));
    }

    @Override
    public void end() {
        if (drawn) {
            report.draw("");
        }
    }

    static String line(String what, long read, long total, long nanos) {
        double part = total <= 0 ? 1 : Math.min(1, (double) read / total);
        int filled = (int) (part * WIDTH);
        long left = part <= 0 ? 0 : (long) (nanos / part * (1 - part) / 1e9) + 1;
        return what + " [" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + (int) (part * 100) + "% "
                + bytes(read) + " of " + bytes(total) + (part < 1 ? ", " + left + " s left" : "");
    }

    static String bytes(long count) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        int unit = 0;
        double value = count;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        long tenths = Math.round(value * 10);
        return (unit == 0 || tenths >= 1000 ? Long.toString(Math.round(value)) : tenths / 10 + "." + tenths % 10) + " "
                + units[unit];
    }
}
