package dev.jrunc.lifecycle;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.jrunc.plan.Decimal;
import dev.jrunc.spec.json.BareJackson;
import dev.jrunc.systemd.SystemdUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code state.json} back; a newer or damaged one is an error that says so. */
public final class SavedStateReader {
    private int version;
    private String ociVersion = "";
    private String id = "";
    private int pid;
    private long startTime;
    private String created = "";
    private String bundle = "";
    private String rootfs = "";
    private Map<String, String> annotations = Map.of();
    private boolean ownPids = true;
    private boolean newKeyring = true;
    private Map<String, String> cgroupPaths = Map.of();
    private List<String> hostMounts = List.of();
    private List<String> resctrlTasks = List.of();
    private List<String> resctrlMade = List.of();
    private Map<String, String> unit = Map.of();

    private SavedStateReader() {}

    /**
     * Reads what {@link SavedState#template} has written.
     *
     * @throws IOException when the text is not a state of this or an older version
     */
    public static SavedState read(byte[] json) throws IOException {
        SavedStateReader reader = new SavedStateReader();
        reader.members(json);
        if (reader.version < 1 || reader.version > SavedState.VERSION) {
            throw new IOException(
                    "state.json is of version " + reader.version + ", this jrunc knows up to " + SavedState.VERSION);
        }
        return reader.result();
    }

    private void members(byte[] json) throws IOException {
        try (JsonParser parser = BareJackson.parser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("state.json is damaged");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                property(name, parser);
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null || id.isEmpty()) {
                throw new IOException("state.json is damaged");
            }
        } catch (JsonProcessingException e) { // its own words may be several lines, and speak of the parser
            String place = e.getLocation() == null
                    ? ""
                    : " from column " + e.getLocation().getColumnNr() + " on";
            throw new IOException("state.json is damaged: unreadable" + place, e);
        }
    }

    /** What a damaged or newer text still tells: what was read before the damage was met. Pid 0, no cgroup: nothing. */
    public static SavedState salvage(byte[] json) {
        SavedStateReader reader = new SavedStateReader();
        try {
            reader.members(json);
        } catch (IOException e) {
            // The rest is lost.
        }
        return reader.result();
    }

    private SavedState result() {
        return new SavedState(
                ociVersion,
                id,
                pid,
                startTime,
                created,
                bundle,
                rootfs,
                annotations,
                ownPids,
                newKeyring,
                cgroupPaths,
                hostMounts,
                resctrlTasks,
                resctrlMade,
                unit.isEmpty() ? null : SystemdUnit.fromState(unit));
    }

    private void property(String name, JsonParser parser) throws IOException {
        switch (name) {
            case "version" -> version = (int) number(parser, Integer.MAX_VALUE);
            case "ociVersion" -> ociVersion = text(parser);
            case "id" -> id = text(parser);
            case "pid" -> pid = (int) number(parser, Integer.MAX_VALUE);
            case "startTime" -> startTime = number(parser, Long.MAX_VALUE);
            case "created" -> created = text(parser);
            case "bundle" -> bundle = text(parser);
            case "rootfs" -> rootfs = text(parser);
            case "annotations" -> annotations = map(parser);
            case "ownPids" -> ownPids = flag(parser);
            case "newKeyring" -> newKeyring = flag(parser);
            case "cgroupPaths" -> cgroupPaths = map(parser);
            case "hostMounts" -> hostMounts = list(parser);
            case "resctrlTasks" -> resctrlTasks = list(parser);
            case "resctrlMade" -> resctrlMade = list(parser);
            case "unit" -> unit = map(parser);
            default -> parser.skipChildren();
        }
    }

    private static String text(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw damaged(parser, "no string");
        }
        String text = parser.getText();
        if (text.indexOf('\0') >= 0) { // no path and no plan can hold one
            throw damaged(parser, "a string with NUL");
        }
        return text;
    }

    private static boolean flag(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw damaged(parser, "neither true nor false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** By text: the parser's own number reading loads classes that nothing else needs. */
    private static long number(JsonParser parser, long max) throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw damaged(parser, "no number");
        }
        long value = Decimal.parse(parser.getText(), max);
        if (value < 0) {
            throw damaged(parser, "out of range");
        }
        return value;
    }

    private static List<String> list(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw damaged(parser, "no list");
        }
        List<String> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(text(parser));
        }
        return values;
    }

    private static Map<String, String> map(JsonParser parser) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw damaged(parser, "no object");
        }
        Map<String, String> values = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            values.put(name, text(parser));
        }
        return values;
    }

    private static IOException damaged(JsonParser parser, String how) throws IOException {
        return new IOException("state.json is damaged: \"" + parser.currentName() + "\" is " + how);
    }
}
