package dev.jrunc.spec.json;

import dev.jrunc.spec.ContainerProcessState;
import dev.jrunc.spec.State;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the state of a container as the specification defines it. */
public final class StateWriter {
    private StateWriter() {}

    /** The document, indented. */
    public static byte[] write(State value) {
        return write(value, true);
    }

    /** The document, indented or in one line. */
    public static byte[] write(State value, boolean indented) {
        JsonSink out = new JsonSink(indented);
        try {
            state(out, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a buffer takes everything
        }
        return out.finish();
    }

    /** What a seccomp agent is sent together with the listener, in one line (config-linux.md#containerprocessstate). */
    public static byte[] write(ContainerProcessState value) {
        JsonSink out = new JsonSink(false);
        try {
            out.enterObject();
            out.text("ociVersion", value.ociVersion());
            out.texts("fds", value.fds());
            out.number("pid", value.pid());
            out.text("metadata", value.metadata());
            out.name("state");
            state(out, value.state());
            out.leaveObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.finish();
    }

    static void state(JsonSink out, State value) throws IOException {
        out.enterObject();
        out.text("ociVersion", value.ociVersion());
        out.text("id", value.id());
        out.text("status", value.status());
        out.number("pid", value.pid());
        out.text("bundle", value.bundle());
        out.textMap("annotations", value.annotations());
        out.leaveObject();
    }
}
