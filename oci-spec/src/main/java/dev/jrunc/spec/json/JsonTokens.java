package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The tokens of one document, each failure with its place. */
final class JsonTokens {
    static final int MAX_BYTES = 16 << 20;

    final String source;
    final byte[] json;
    final boolean suspect;
    private final JsonPath path;
    private final JsonParser parser;

    JsonTokens(byte[] json, String source, JsonPath path) throws SpecException {
        this.source = source;
        this.json = json;
        this.path = path;
        if (json.length > MAX_BYTES) {
            throw problemAt(0, "the document has " + json.length + " bytes, more than " + MAX_BYTES);
        }
        int scan = JsonBytes.scan(json);
        if (scan >= 0) {
            throw problemAt(scan, "the document is not UTF-8");
        }
        suspect = scan == JsonBytes.SUSPECT;
        // With a byte order mark or NUL among the first bytes the parser would guess at another encoding.
        for (int i = 0; i < json.length && i < 4; i++) {
            if (json[i] == 0 || json[0] < 0) {
                boolean mark = json[0] == (byte) 0xef;
                throw problemAt(i, "expected an object" + (mark ? ", found a byte order mark: save it without" : ""));
            }
        }
        parser = BareJackson.parser(json);
    }

    /** The next token; the end of the document is a failure. */
    JsonToken next() throws SpecException {
        JsonToken token = nextOrEnd();
        if (token == null) {
            throw problemAt(json.length, "expected an object, found nothing");
        }
        return token;
    }

    @Nullable
    JsonToken nextOrEnd() throws SpecException {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw syntax(e);
        }
    }

    String name() throws SpecException {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw syntax(e);
        }
    }

    String text() throws SpecException {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw syntax(e);
        }
    }

    JsonPositions.Position position() {
        JsonLocation at = parser.currentTokenLocation();
        return new JsonPositions.Position(at.getLineNr(), at.getColumnNr());
    }

    /** A problem with the value at hand. */
    SpecException problem(String message) {
        return problem(position(), message);
    }

    SpecException problem(JsonPositions.Position at, String message) {
        return new SpecException(new JsonProblem(source, at.line(), at.column(), path.pointer(), message));
    }

    private SpecException problemAt(int offset, String message) {
        return problem(JsonPositions.of(json, offset), message);
    }

    private SpecException syntax(IOException e) {
        if (json.length > 0 && json[0] >= 'a' && json[0] <= 'z') {
            return problemAt(0, "expected an object of JSON, found other text (YAML?)");
        }
        if (e instanceof JsonProcessingException broken) {
            JsonLocation at = broken.getLocation() == null ? parser.currentLocation() : broken.getLocation();
            return problem(
                    new JsonPositions.Position(at.getLineNr(), at.getColumnNr()),
                    "invalid JSON: " + JsonProblem.plain(broken.getOriginalMessage()));
        }
        throw new UncheckedIOException(e); // the bytes are in memory: there is no other
    }
}
