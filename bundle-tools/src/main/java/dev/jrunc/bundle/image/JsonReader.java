package dev.jrunc.bundle.image;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.jrunc.spec.json.JsonProblem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a whole document, strictly: one value, valid UTF-8, no name twice, no more than some levels deep. */
final class JsonReader {
    private static final int DEEPEST = 32;
    private static final int MOST_VALUES = 1_000_000;

    private final JsonParser parser;
    private int values;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static JsonValue read(String document, byte[] text) throws ImageException {
        JsonFactory factory = JsonFactory.builder()
                .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                .build();
        try {
            // As text: of bytes the parser would guess the encoding, and take UTF-16 as well.
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(text))
                    .toString();
            try (JsonParser parser = factory.createParser(decoded)) {
                JsonReader reader = new JsonReader(parser);
                parser.nextToken();
                Object value = reader.value(document);
                if (parser.nextToken() != null) {
                    throw new ImageException(document + ": something follows the end of the document");
                }
                return new JsonValue(document, "", value);
            }
        } catch (CharacterCodingException e) {
            throw new ImageException(document + ": not UTF-8", e);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " at line " + e.getLocation().getLineNr();
            throw new ImageException(document + ": not JSON" + where + ": " + words(e), e);
        } catch (IOException e) {
            throw new ImageException(document + ": not JSON: " + e.getMessage(), e);
        }
    }

    /** Without the name of the method that sets a limit, and what the parser calls its input. */
    private static String words(JsonProcessingException e) {
        return JsonProblem.plain(String.valueOf(e.getOriginalMessage())).replaceAll(", from `[^`]*`", "");
    }

    private @Nullable Object value(String document) throws IOException, ImageException {
        if (++values > MOST_VALUES) {
            throw new ImageException(document + ": more than " + MOST_VALUES + " values");
        }
        JsonToken token = parser.currentToken();
        if (token == null) {
            throw new ImageException(document + ": the document is empty");
        }
        return switch (token) {
            case START_OBJECT -> object(document);
            case START_ARRAY -> array(document);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? (Object) parser.getDoubleValue() // no field here is so large: it is only said to be wrong
                        : (Object) parser.getLongValue();
            case VALUE_NUMBER_FLOAT -> (Object) parser.getDoubleValue();
            case VALUE_NULL -> null;
            case END_OBJECT, END_ARRAY, FIELD_NAME, NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT ->
                throw new ImageException(document + ": not JSON");
        };
    }

    private Map<String, @Nullable Object> object(String document) throws IOException, ImageException {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            Object value = value(document);
            if (members.containsKey(name)) {
                throw new ImageException(document + ": \"" + name + "\" appears twice in one object");
            }
            members.put(name, value);
        }
        return members;
    }

    private List<@Nullable Object> array(String document) throws IOException, ImageException {
        List<@Nullable Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(document));
        }
        return elements;
    }
}
