package dev.jrunc.bundle.image;

import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.bundle.report.Failures;
import java.io.IOException;
import java.io.InputStream;

/** A file of a layout, whatever the layout is kept in. */
public interface Content {
    /** For messages. */
    String name();

    long size();

    /** A new stream from the beginning; may be called by any thread. */
    InputStream open() throws BundleException, IOException;

    /** All of it, when it is no longer than a document can be. */
    default byte[] whole(long most) throws BundleException {
        if (size() > most) {
            throw new ImageException(
                    name() + ": " + size() + " bytes are too long for a document (at most " + most + ")");
        }
        try (InputStream in = open()) {
            byte[] all = in.readNBytes((int) size());
            if (all.length != size()) {
                throw new ImageException(name() + ": cut short");
            }
            return all;
        } catch (IOException e) {
            throw new ImageException("read " + name() + ": " + Failures.words(e), e);
        }
    }
}
