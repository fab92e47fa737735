package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** Finds the line and column that belong to a JSON pointer, for messages about a document that was read before. */
public final class JsonPositions {
    private JsonPositions() {}

    /**
     * A place in a text.
     *
     * @param line counted from 1
     * @param column counted in bytes from 1
     */
    public record Position(int line, int column) {}

    /** Where the value of the pointer begins; when there is no such value, where the nearest object around it does. */
    public static Position locate(byte[] json, String pointer) {
        String[] steps =
                pointer.isEmpty() ? new String[0] : pointer.substring(1).split("/", -1);
        for (int i = 0; i < steps.length; i++) {
            steps[i] = steps[i].replace("~1", "/").replace("~0", "~");
        }
        try (JsonParser parser = BareJackson.parser(json)) {
            parser.nextToken();
            return descend(parser, steps);
        } catch (IOException e) {
            return new Position(1, 1);
        }
    }

    private static Position descend(JsonParser parser, String[] steps) throws IOException {
        Position here = position(parser);
        for (String step : steps) {
            if (!enter(parser, step)) {
                return here;
            }
            here = position(parser);
        }
        return here;
    }

    /** Moves from the start of an object or array to the value of one member. */
    private static boolean enter(JsonParser parser, String step) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean found = parser.currentName().equalsIgnoreCase(step);
                parser.nextToken();
                if (found) {
                    return true;
                }
                parser.skipChildren();
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                if (step.equals(Integer.toString(i))) {
                    return true;
                }
                parser.skipChildren();
            }
        }
        return false;
    }

    private static Position position(JsonParser parser) {
        JsonLocation at = parser.currentTokenLocation();
        return new Position(at.getLineNr(), at.getColumnNr());
    }

    static Position of(byte[] text, int offset) {
        int line = 1;
        int start = 0;
        for (int i = 0; i < offset; i++) {
            if (text[i] == '\n') {
                line++;
                start = i + 1;
            }
        }
        return new Position(line, offset - start + 1);
    }
}
