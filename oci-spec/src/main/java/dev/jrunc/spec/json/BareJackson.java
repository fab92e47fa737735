package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.json.UTF8StreamJsonParser;
import com.fasterxml.jackson.core.sym.ByteQuadsCanonicalizer;
import com.fasterxml.jackson.core.util.BufferRecycler;

/**
 * Jackson's parser, and what its generator needs, made directly.
 *
 * <p>{@code JsonFactory} would load the classes of every parser and generator that it can make, and those of thread-local
 * buffers: a millisecond or two of a cold start.
 */
public final class BareJackson {
    /** The {@code JsonFactory.Feature}s for names: intern, canonicalize, fail when too many have the same hash. */
    static final int NAME_FEATURES = 7;

    // Made to be shared; it gets the names of each document that was read to its end.
    private static final ByteQuadsCanonicalizer NAMES = ByteQuadsCanonicalizer.createRoot();

    private BareJackson() {}

    /** A parser of a document in UTF-8; with a byte order mark it fails. */
    public static JsonParser parser(byte[] json) {
        ByteQuadsCanonicalizer names = NAMES.makeChild(NAME_FEATURES);
        return new UTF8StreamJsonParser(context(), 0, null, null, names, json, 0, json.length, 0, false);
    }

    static IOContext context() {
        return new IOContext(
                StreamReadConstraints.defaults(),
                StreamWriteConstraints.defaults(),
                ErrorReportConfiguration.defaults(),
                new BufferRecycler(),
                ContentReference.unknown(),
                true);
    }
}
