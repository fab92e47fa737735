package dev.jrunc.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that a container has from its engine, and others in their place, as launcher/names.h knows them. */
final class OtherNames {
    static final String ID = "9e1f".repeat(16);
    static final String SHORT = ID.substring(0, 12);

    private static final Pattern NAMES =
            Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
                    + "|(?<=/)(?=[0-9]*[a-f])[0-9a-f]{8}(?=\")");

    private OtherNames() {}

    /** One of the engines' documents, for the container of that id. */
    static String named(String document) {
        return document.replace("CIDSHORT", SHORT).replace("CID", ID);
    }

    /** For the id and each name in the document another one; in an order in which they can be replaced. */
    static Map<String, String> of(String document) {
        Map<String, String> others = new LinkedHashMap<>();
        others.put(ID, other(ID));
        Matcher matcher = NAMES.matcher(document);
        while (matcher.find()) {
            others.computeIfAbsent(matcher.group(), OtherNames::other);
        }
        others.put(SHORT, other(SHORT)); // after the long ones, which it begins
        return others;
    }

    /** Every digit is another one, so none of the old names is left anywhere. */
    static String other(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            text.append(c == '-' ? '-' : "fedcba9876543210".charAt(Character.digit(c, 16)));
        }
        return text.toString();
    }

    static String replaced(String text, Map<String, String> names) {
        String result = text;
        for (Map.Entry<String, String> name : names.entrySet()) {
            result = result.replace(name.getKey(), name.getValue());
        }
        return result;
    }
}
