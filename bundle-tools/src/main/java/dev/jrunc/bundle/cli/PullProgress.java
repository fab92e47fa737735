package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.registry.Pull;
import dev.jrunc.bundle.report.Report;

/** A bar on a terminal, and a line where something starts or goes wrong elsewhere. Heard from several threads. */
final class PullProgress implements Pull.Listener {
    private static final long INTERVAL = 100_000_000; // ns

    private final Report report;
    private final long start = System.nanoTime();
    private long last = start;
    private String layers = "";
    private boolean drawn;

    PullProgress(Report report) {
        this.report = report;
    }

    @Override
    public synchronized void layers(int count, long size) {
        layers = count == 1 ? "1 layer" : count + " layers";
        report.info("pulling " + layers + ", " + TerminalProgress.bytes(size));
    }

    @Override
    public synchronized void bytes(long received, long total) {
        long now = System.nanoTime();
        if (now - last >= INTERVAL && report.canDraw()) {
            last = now;
            drawn = true;
            report.draw(TerminalProgress.line(layers, received, total, now - start));
        }
    }

    @Override
    public synchronized void retrying(String what, String why) {
        report.warning(what + ": " + why + "; trying again");
    }

    @Override
    public synchronized void waiting(String layout) {
        report.warning("another pull is filling " + layout + "; waiting for it");
    }

    synchronized void end() {
        if (drawn) {
            report.draw("");
        }
    }
}
