package dev.jrunc.bundle.registry;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What an HTTP answer says beside its body. */
final class Answer {
    private static final int LONGEST_ERROR = 1 << 14;

    private Answer() {}

    /** Passes of itself: the same request may well succeed in a moment. */
    static boolean isTransient(int status) {
        return status == 408 || status == 429 || status == 500 || status == 502 || status == 503 || status == 504;
    }

    /** How long the server wants to be left alone (RFC 9110, 10.2.3); null when it does not say. */
    static @Nullable Duration retryAfter(HttpURLConnection connection) {
        String value = connection.getHeaderField("Retry-After");
        if (value == null) {
            return null;
        }
        try {
            return value.matches("[0-9]{1,9}")
                    ? Duration.ofSeconds(Long.parseLong(value))
                    : Duration.between(Instant.now(), ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** Where a part begins (RFC 9110, 14.4); -1 when that cannot be told. */
    static long partStart(HttpURLConnection connection) {
        String range = connection.getHeaderField("Content-Range");
        int dash = range == null ? -1 : range.indexOf('-');
        if (range == null || dash < 0 || !range.startsWith("bytes ")) {
            return -1;
        }
        String start = range.substring("bytes ".length(), dash).strip();
        return start.matches("[0-9]{1,18}") ? Long.parseLong(start) : -1;
    }

    static List<Challenge> challenges(HttpURLConnection connection) {
        List<String> headers = new ArrayList<>();
        for (Map.Entry<String, List<String>> field :
                connection.getHeaderFields().entrySet()) {
            if ("WWW-Authenticate".equalsIgnoreCase(field.getKey())) {
                headers.addAll(field.getValue());
            }
        }
        return Challenge.parse(headers);
    }

    /** What a registry says about its refusal (distribution-spec, "Error Codes"); empty when it says nothing. */
    static String error(HttpURLConnection connection, Patience patience) {
        try (InputStream in = connection.getErrorStream()) {
            return in == null ? "" : error(patience.watch(in).readNBytes(LONGEST_ERROR));
        } catch (IOException e) {
            return ""; // The status says enough.
        }
    }

    private static String error(byte[] body) throws IOException {
        String code = "";
        String message = "";
        try (JsonParser parser = new JsonFactory().createParser(body)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                // {"errors": [{"code": …, "message": …}]}
                if (depth == 3 && token == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    if (name.equals("code") && code.isEmpty()) {
                        code = String.valueOf(parser.nextTextValue());
                    } else if (name.equals("message") && message.isEmpty()) {
                        message = String.valueOf(parser.nextTextValue());
                    }
                }
            }
        }
        String all = (code + (code.isEmpty() || message.isEmpty() ? "" : ": ") + message).strip();
        return all.length() > 200 ? all.substring(0, 200) + "…" : all;
    }
}
