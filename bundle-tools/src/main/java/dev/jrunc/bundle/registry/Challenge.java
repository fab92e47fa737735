package dev.jrunc.bundle.registry;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a {@code WWW-Authenticate} header asks for (RFC 7235, 4.1). */
record Challenge(String scheme, Map<String, String> parameters) {
    static @Nullable Challenge parse(@Nullable String header) {
        if (header == null) {
            return null;
        }
        int space = header.indexOf(' ');
        String scheme = (space < 0 ? header : header.substring(0, space)).toLowerCase(Locale.ROOT);
        Map<String, String> parameters = new TreeMap<>();
        int at = space < 0 ? header.length() : space + 1;
        while (at < header.length()) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            String name = header.substring(at, equals).replace(",", "").strip().toLowerCase(Locale.ROOT);
            int end;
            String value;
            if (equals + 1 < header.length() && header.charAt(equals + 1) == '"') {
                end = header.indexOf('"', equals + 2);
                end = end < 0 ? header.length() : end;
                value = header.substring(Math.min(equals + 2, end), end);
            } else {
                end = header.indexOf(',', equals);
                end = end < 0 ? header.length() : end;
                value = header.substring(equals + 1, end).strip();
            }
            parameters.put(name, value);
            at = end + 1;
        }
        return new Challenge(scheme, parameters);
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
