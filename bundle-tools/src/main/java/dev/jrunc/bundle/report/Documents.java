package dev.jrunc.bundle.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads what somebody names on the command line, which may have no end. */
public final class Documents {
    /** As the readers of oci-spec have it. */
    private static final int LONGEST = 16 << 20;

    private Documents() {}

    /**
     * A whole document.
     *
     * @param file null for standard input; may be a pipe of the shell's, but for a config.json, which comes with its bundle
     */
    public static byte[] read(@Nullable Path file) throws BundleException {
        String name = file == null ? "stdin" : file.toString();
        if (file != null && file.endsWith("config.json") && Files.exists(file) && !Files.isRegularFile(file)) {
            throw new BundleException(name + " is not a regular file");
        }
        byte[] text;
        try (InputStream in = file == null ? System.in : Files.newInputStream(file)) {
            text = in.readNBytes(LONGEST + 1);
        } catch (IOException e) {
            throw new BundleException("read " + name + ": " + Failures.words(e), e);
        }
        if (text.length > LONGEST) {
            throw new BundleException("read " + name + ": longer than " + LONGEST + " bytes");
        }
        return text;
    }
}
