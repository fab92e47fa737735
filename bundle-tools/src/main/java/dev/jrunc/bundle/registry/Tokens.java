package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The answer of a token service. */
final class Tokens {
    private Tokens() {}

    /** The token, when it can stand in a header. */
    static String checked(RemoteName name, byte[] answer) throws IOException, RegistryException {
        String token = read(answer);
        for (int i = 0; i < token.length(); i++) {
            if (token.charAt(i) <= ' ' || token.charAt(i) > '~') {
                throw new RegistryException(name + ": the token is damaged");
            }
        }
        if (token.isEmpty()) {
            throw new RegistryException(name + ": the token service gave none");
        }
        return token;
    }

    /** {@code token}, or what OAuth calls it; empty when there is neither. */
    private static String read(byte[] answer) throws IOException {
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
