package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The answer of a token service. */
final class Tokens {
    private Tokens() {}

    /** {@code token}, or what OAuth calls it; empty when there is neither. */
    static String read(byte[] answer) throws IOException {
        String found = "";
        try (JsonParser parser = new JsonFactory().createParser(answer)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                if (depth == 1 && token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    String value = name.equals("token") || name.equals("access_token") ? parser.nextTextValue() : null;
                    found = value == null ? found : value;
                }
            }
        }
        return found;
    }
}
