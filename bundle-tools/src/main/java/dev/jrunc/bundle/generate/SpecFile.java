package dev.jrunc.bundle.generate;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The command {@code spec}: a starter config.json in the bundle directory. */
public final class SpecFile {
    private SpecFile() {}

    /** Writes the file with mode 0666 less the umask; never touches one that is there. */
    public static void write(String bundle, boolean rootless, String hostname) throws BundleException {
        File directory = new File(bundle);
        if (!bundle.isEmpty() && !directory.isDirectory()) {
            throw new BundleException(
                    "chdir " + bundle + ": " + (directory.exists() ? "not a directory" : "no such file or directory"));
        }
        File file = bundle.isEmpty() ? new File("config.json") : new File(directory, "config.json");
        try {
            String text = ConfigText.of(ConfigOptions.initial(hostname, rootless, HostFacts.read(rootless)));
            if (!file.createNewFile()) {
                throw new BundleException("File config.json exists. Remove it first");
            }
            write(file, text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new BundleException("write " + file + ": " + Failures.words(e), e);
        }
    }

    private static void write(File file, byte[] text) throws IOException {
        try (FileOutputStream out = new FileOutputStream(file)) {
            out.write(text);
        } catch (IOException e) {
            // The file is ours: createNewFile made it a moment ago.
            if (!file.delete()) {
                e.addSuppressed(new IOException("cannot remove the unfinished " + file));
            }
            throw e;
        }
    }
}
