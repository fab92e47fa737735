package dev.jrunc.plan;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Strings of the kernel as Java strings and back, without loss: paths and arguments are bytes, so a byte that is not
 * UTF-8 becomes the lone surrogate U+DC00 + byte, which no valid text holds.
 */
public final class Utf8 {
    private Utf8() {}

    /** Decodes {@code length} bytes from {@code offset}. */
    public static String decode(byte[] bytes, int offset, int length) {
        String text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 ? text : decodeSlowly(bytes, offset, offset + length);
    }

    /** Encodes the text; the inverse of {@link #decode}. */
    public static byte[] encode(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        // Interpreted code looks at a byte of an array ten times as fast as at a character of a string.
        for (byte b : bytes) {
            if (b < 0 || b == '?') {
                return hasRawBytes(text) ? encodeSlowly(text) : bytes;
            }
        }
        return bytes;
    }

    /** True when a lone surrogate stands for a byte; getBytes writes "?" for it. */
    private static boolean hasRawBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '\uDC80' && c <= '\uDCFF' && (i == 0 || !Character.isHighSurrogate(text.charAt(i - 1)))) {
                return true;
            }
        }
        return false;
    }

    private static String decodeSlowly(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(end - start);
        int i = start;
        while (i < end) {
            int length = sequenceLength(bytes, i, end);
            if (length == 0) {
                text.append((char) (0xDC00 + (bytes[i] & 0xFF)));
                i++;
            } else {
                text.append(new String(bytes, i, length, StandardCharsets.UTF_8));
                i += length;
            }
        }
        return text.toString();
    }

    /** The length of the valid UTF-8 sequence at {@code i}, or 0. */
    private static int sequenceLength(byte[] bytes, int i, int end) {
        for (int length = 1; length <= 4 && i + length <= end; length++) {
            String one = new String(bytes, i, length, StandardCharsets.UTF_8);
            byte[] again = one.getBytes(StandardCharsets.UTF_8);
            if (one.codePointCount(0, one.length()) == 1
                    && Arrays.equals(again, 0, again.length, bytes, i, i + length)) {
                return length;
            }
        }
        return 0;
    }

    private static byte[] encodeSlowly(String text) {
        byte[] out = new byte[text.length() * 4];
        int n = 0;
        int i = 0;
        while (i < text.length()) {
            int codePoint = text.codePointAt(i);
            if (codePoint >= 0xDC80 && codePoint <= 0xDCFF) {
                out[n++] = (byte) (codePoint - 0xDC00);
            } else {
                byte[] encoded = new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, out, n, encoded.length);
                n += encoded.length;
            }
            i += Character.charCount(codePoint);
        }
        byte[] exact = new byte[n];
        System.arraycopy(out, 0, exact, 0, n);
        return exact;
    }
}
