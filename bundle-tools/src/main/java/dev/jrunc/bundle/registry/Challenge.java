package dev.jrunc.bundle.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One way to log in that a {@code WWW-Authenticate} header offers (RFC 7235, 4.1). */
record Challenge(String scheme, Map<String, String> parameters) {
    /** All that is offered: a header may hold several, and may come several times. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> all = new ArrayList<>();
        for (String header : headers) {
            new Parser(header).parse(all);
        }
        return all;
    }

    /** The one to take: a token where the registry gives tokens, as its storage may take nothing else. */
    static @Nullable Challenge best(List<Challenge> all) {
        Challenge basic = null;
        for (Challenge challenge : all) {
            if (challenge.scheme.equals("bearer")) {
                return challenge;
            }
            basic = challenge.scheme.equals("basic") ? challenge : basic;
        }
        return basic == null && !all.isEmpty() ? all.get(0) : basic;
    }

    String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /** Whether a word is a scheme or a parameter, only the next character tells. */
    private static final class Parser {
        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void parse(List<Challenge> all) {
            Challenge current = null;
            while (skip(" \t,")) {
                String word = word();
                int end = at;
                skip(" \t");
                if (at < text.length() && text.charAt(at) == '=') {
                    at++;
                    skip(" \t");
                    String value = value();
                    if (current != null) {
                        current.parameters.putIfAbsent(word, value);
                    }
                } else if (word.isEmpty()) {
                    return; // no header looks like this
                } else {
                    at = end;
                    current = new Challenge(word, new TreeMap<>());
                    all.add(current);
                }
            }
        }

        /** False at the end. */
        private boolean skip(String blanks) {
            while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            return at < text.length();
        }

        private String word() {
            int start = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(start, at).toLowerCase(Locale.ROOT);
        }

        private String value() {
            if (at == text.length() || text.charAt(at) != '"') {
                int start = at;
                while (at < text.length() && text.charAt(at) != ',') {
                    at++;
                }
                return text.substring(start, at).strip();
            }
            StringBuilder value = new StringBuilder();
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }
    }
}
