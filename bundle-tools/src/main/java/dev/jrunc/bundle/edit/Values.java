package dev.jrunc.bundle.edit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.jrunc.bundle.report.BundleException;
import dev.jrunc.spec.json.JsonProblem;
import java.math.BigInteger;
import java.util.Locale;

/** Values of options as JSON; {@code option} is who asks, for the message. */
final class Values {
    static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final BigInteger MOST = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Values() {}

    static ObjectNode object() {
        return NODES.objectNode();
    }

    /** Any text as it is. */
    static JsonNode text(String option, String text) {
        return TextNode.valueOf(text);
    }

    /** A whole number in decimal, from -2^63 to 2^64-1. */
    static JsonNode number(String option, String text) throws BundleException {
        try {
            BigInteger value = new BigInteger(text);
            if (value.bitLength() <= 31) {
                return IntNode.valueOf(value.intValue());
            }
            if (value.compareTo(MOST) <= 0 && value.bitLength() <= 64) {
                return BigIntegerNode.valueOf(value);
            }
        } catch (NumberFormatException e) {
            throw new BundleException(option + " " + text + ": expected a whole number", e);
        }
        throw new BundleException(option + " " + text + ": out of range");
    }

    /** Bytes: a number, or one with k, m, g or t behind it (powers of 1024); -1 is no limit. */
    static JsonNode size(String option, String text) throws BundleException {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.endsWith("b")) {
            lower = lower.substring(0, lower.length() - 1);
        }
        int power = lower.isEmpty() ? -1 : "kmgt".indexOf(lower.charAt(lower.length() - 1));
        if (power < 0) {
            return number(option, lower);
        }
        BigInteger count =
                number(option, lower.substring(0, lower.length() - 1)).bigIntegerValue();
        return number(option, count.shiftLeft(10 * (power + 1)).toString());
    }

    static JsonNode bool(String option, String text) throws BundleException {
        return switch (text) {
            case "true", "" -> BooleanNode.TRUE;
            case "false" -> BooleanNode.FALSE;
            default -> throw new BundleException(option + " " + text + ": expected true or false");
        };
    }

    /** Permissions in octal, as in 0666. */
    static JsonNode octal(String option, String text) throws BundleException {
        try {
            int mode = Integer.parseInt(text, 8);
            if (mode >= 0 && mode <= 07777) {
                return IntNode.valueOf(mode);
            }
        } catch (NumberFormatException e) {
            throw new BundleException(option + " " + text + ": expected octal digits, as in 0666", e);
        }
        throw new BundleException(option + " " + text + ": expected 0 to 7777");
    }

    static JsonNode json(String option, String text) throws BundleException {
        try {
            JsonNode value = MAPPER.readTree(text);
            if (value != null && !value.isMissingNode()) {
                return value;
            }
        } catch (JsonProcessingException e) {
            // Of a bare word the parser has nothing to say that helps.
            boolean word = text.isEmpty() || "{[\"".indexOf(text.charAt(0)) < 0;
            throw new BundleException(
                    option + ": \"" + text + "\" is no JSON"
                            + (word
                                    ? ": a string is written with quotes"
                                    : ": " + JsonProblem.plain(e.getOriginalMessage())),
                    e);
        }
        throw new BundleException(option + ": the value is empty");
    }

    static long unsigned(String option, String text, long most) throws BundleException {
        try {
            long value = Long.parseLong(text);
            if (value >= 0 && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new BundleException(option + ": \"" + text + "\" is no number", e);
        }
        throw new BundleException(option + ": " + text + " is not between 0 and " + most);
    }

    /** Splits at a colon or another sign into at least and at most so many parts. */
    static String[] parts(String option, String text, String sign, int least, int most, String form)
            throws BundleException {
        String[] parts = text.split(sign, most);
        if (parts.length < least) {
            throw new BundleException(option + " " + text + ": expected " + form);
        }
        return parts;
    }
}
