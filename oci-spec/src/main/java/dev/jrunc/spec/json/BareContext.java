package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.ErrorReportConfiguration;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.core.io.IOContext;
import com.fasterxml.jackson.core.util.BufferRecycler;

/**
 * What Jackson's parser and generator need to be made directly.
 *
 * <p>{@code JsonFactory} would load the classes of every parser and generator that it can make, and those of thread-local
 * buffers: a millisecond or two of a cold start.
 */
final class BareContext {
    private BareContext() {}

    static IOContext create() {
        return new IOContext(
                StreamReadConstraints.defaults(),
                StreamWriteConstraints.defaults(),
                ErrorReportConfiguration.defaults(),
                new BufferRecycler(),
                ContentReference.unknown(),
                true);
    }
}
