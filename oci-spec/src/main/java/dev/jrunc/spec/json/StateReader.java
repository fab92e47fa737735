package dev.jrunc.spec.json;

import dev.jrunc.spec.State;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the state of a container as the specification defines it. */
public final class StateReader {
    private static final String[] STATE = {"ociVersion", "id", "status", "pid", "bundle", "annotations"};

    private StateReader() {}

    /** Reads a whole document of this kind. */
    public static State read(byte[] json) throws SpecException {
        return read(json, "state.json", null);
    }

    /**
     * Reads a whole document of this kind.
     *
     * @param source the name of the document for messages
     * @param unknown collects the properties that the specification does not know, when given
     */
    public static State read(byte[] json, String source, @Nullable List<UnknownProperty> unknown) throws SpecException {
        JsonCursor in = new JsonCursor(json, source, unknown);
        State result = state(in);
        in.finish();
        return result;
    }

    static State state(JsonCursor in) throws SpecException {
        String ociVersion = null;
        String id = null;
        String status = null;
        Integer pid = null;
        String bundle = null;
        Map<String, String> annotations = Map.of();
        in.enterObject();
        for (String key = in.nextName(); key != null; key = in.nextName()) {
            switch (key) {
                case "ociVersion" -> ociVersion = in.text();
                case "id" -> id = in.text();
                case "status" -> status = in.text();
                case "pid" -> pid = (int) in.integer(0, Integer.MAX_VALUE);
                case "bundle" -> bundle = in.text();
                case "annotations" -> annotations = in.textMap();
                default -> in.other(STATE);
            }
        }
        if (ociVersion == null) {
            throw in.missing("ociVersion");
        }
        if (id == null) {
            throw in.missing("id");
        }
        if (status == null) {
            throw in.missing("status");
        }
        if (bundle == null) {
            throw in.missing("bundle");
        }
        return new State(ociVersion, id, status, pid, bundle, annotations);
    }
}
