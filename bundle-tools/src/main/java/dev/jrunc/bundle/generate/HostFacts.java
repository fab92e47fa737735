package dev.jrunc.bundle.generate;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** What a new config.json depends on besides the user's wishes. */
public record HostFacts(boolean cgroup2, long uid, long gid) {
    /** Looks at the running host; ids are asked for only when they are needed. */
    public static HostFacts read(boolean withIds) throws BundleException {
        boolean cgroup2 = new File("/sys/fs/cgroup/cgroup.controllers").exists();
        if (!withIds) {
            return new HostFacts(cgroup2, 0, 0);
        }
        String status;
        try (FileInputStream in = new FileInputStream("/proc/self/status")) {
            status = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new BundleException("read /proc/self/status: " + Failures.words(e), e);
        }
        return new HostFacts(cgroup2, effectiveId(status, "\nUid:\t"), effectiveId(status, "\nGid:\t"));
    }

    /** The second number of the line: real, effective, saved, file system (proc_pid_status(5)). */
    static long effectiveId(String status, String label) throws BundleException {
        int line = status.indexOf(label);
        if (line < 0) {
            throw new BundleException("/proc/self/status has no line" + label.replace('\n', ' '));
        }
        int start = status.indexOf('\t', line + label.length()) + 1;
        return Long.parseLong(status.substring(start, status.indexOf('\t', start)));
    }
}
