package dev.jrunc.bundle.lint;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a configuration with the directory that it lies in; looks only, and follows no link out of the rootfs. */
final class BundleChecks {
    private static final String ROOT = "config.md#root";
    private static final String PROCESS = "config.md#posix-process";
    /** execvp(3) without a PATH. */
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private final Path bundle;
    private final Findings findings;

    BundleChecks(Path bundle, Findings findings) {
        this.bundle = bundle;
        this.findings = findings;
    }

    void check(Config config) {
        Root root = config.root();
        if (root == null || root.path().isEmpty()) {
            return;
        }
        Path rootfs = bundle.resolve(root.path());
        if (!Files.exists(rootfs)) {
            findings.add(Level.MUST, "/root/path", ROOT, rootfs + " does not exist", "make it, or correct the path");
            return;
        }
        if (!Files.isDirectory(rootfs)) {
            findings.add(Level.MUST, "/root/path", ROOT, rootfs + " is no directory", null);
            return;
        }
        if (!root.path().startsWith("/") && !root.path().equals("rootfs")) {
            findings.may("/root/path", ROOT, "the root filesystem is conventionally named rootfs", null);
        }
        Process process = config.process();
        if (process != null && !process.args().isEmpty()) {
            program(process, config.mounts(), rootfs);
        }
    }

    private void program(Process process, List<Mount> mounts, Path rootfs) {
        String name = process.args().get(0);
        List<String> candidates = new ArrayList<>();
        if (name.indexOf('/') >= 0) {
            candidates.add(name.startsWith("/") ? name : process.cwd() + "/" + name);
        } else {
            for (String directory : path(process).split(":", -1)) {
                candidates.add(directory + "/" + name);
            }
        }
        String wrong = "";
        for (String candidate : candidates) {
            // What a mount or a link brings can't be seen from here.
            if (covered(candidate, mounts) || hasLink(rootfs, candidate)) {
                return;
            }
            Path file = rootfs.resolve(candidate.substring(candidate.startsWith("/") ? 1 : 0));
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                if (mode(file) != 0) {
                    return;
                }
                wrong = candidate + " is not executable";
            } else if (wrong.isEmpty() && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
                wrong = candidate + " is a directory";
            }
        }
        if (wrong.isEmpty()) {
            wrong = name + (name.indexOf('/') >= 0 ? " is not in the root filesystem" : " is in no directory of PATH");
        }
        findings.should("/process/args/0", PROCESS, wrong, null);
    }

    private static String path(Process process) {
        String path = DEFAULT_PATH;
        for (String variable : process.env()) {
            if (variable.startsWith("PATH=")) {
                path = variable.substring("PATH=".length());
            }
        }
        return path;
    }

    private static boolean covered(String path, List<Mount> mounts) {
        for (Mount mount : mounts) {
            String destination = mount.destination();
            String below = destination.endsWith("/") ? destination : destination + "/";
            if (path.equals(destination) || path.startsWith(below)) {
                return true;
            }
        }
        return false;
    }

    private static boolean hasLink(Path rootfs, String path) {
        Path at = rootfs;
        for (String step : path.split("/", -1)) {
            at = at.resolve(step);
            if (Files.isSymbolicLink(at)) {
                return true;
            }
        }
        return false;
    }

    /** The three execute bits; root's access(2) would say yes to too much. */
    private static int mode(Path file) {
        try {
            Object mode = Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
            return ((Integer) mode) & 0111;
        } catch (IOException e) {
            return 0111;
        }
    }
}
