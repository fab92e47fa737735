package dev.jrunc.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Damages good input, the same way for the same seed. */
public final class Mutator {
    private static final int SHOWN = 4096;
    private static final byte[] EDGES = {0, 1, 2, 4, 9, 0x1f, 0x20, '"', '\\', '/', 0x7f, (byte) 0x80, (byte) 0xff};

    private static final String[] JSON = {
        "null",
        "true",
        "0",
        "-0",
        "-1",
        "1e9",
        "1.5",
        "2147483648",
        "4294967295",
        "4294967296",
        "9223372036854775808",
        "18446744073709551616",
        "99999999999999999999999999999999",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"..\"",
        "\"/\"",
        "{}",
        "[]",
        "[[",
        "[null]",
        "[\"\"]",
        "}",
        ",",
        ":",
        "\"a\":1,",
        "\u00e9",
        "{\"a\":{\"a\":{}}}"
    };

    private final SplittableRandom random;
    private byte[] last = {};

    Mutator(long seed) {
        random = new SplittableRandom(seed);
    }

    public SplittableRandom random() {
        return random;
    }

    public <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    public String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** What the last mutation came to, for the report. */
    String last() {
        String text = new String(last, StandardCharsets.UTF_8);
        return text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
    }

    /** Some bytes changed, left out, put in twice, or the rest cut off. */
    public byte[] bytes(byte[] good) {
        byte[] out = good.clone();
        for (int n = random.nextInt(1, 5); n > 0 && out.length > 0; n--) {
            int at = random.nextInt(out.length);
            int end = Math.min(out.length, at + random.nextInt(40));
            switch (random.nextInt(7)) {
                case 0 -> out[at] = (byte) random.nextInt(256);
                case 1 -> out[at] = EDGES[random.nextInt(EDGES.length)];
                case 2 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 3 -> out = random.nextInt(4) == 0 ? Arrays.copyOf(out, at) : out;
                case 4 -> out = splice(out, at, end, new byte[0]);
                case 5 -> out = splice(out, at, at, Arrays.copyOfRange(out, at, end));
                default -> System.arraycopy(out, at, out, random.nextInt(out.length - (end - at) + 1), end - at);
            }
        }
        return keep(out);
    }

    /** Bytes, tokens and values changed; most of the time it is JSON still. */
    public byte[] json(byte[] good) {
        byte[] out = good;
        for (int n = random.nextInt(1, 4); n > 0 && out.length > 0; n--) {
            int at = random.nextInt(out.length);
            String token = JSON[random.nextInt(JSON.length)];
            switch (random.nextInt(8)) {
                case 0 -> out = bytes(out);
                case 1 -> out = splice(out, at, at, utf8(token));
                case 2 -> out = splice(out, at, Math.min(out.length, at + random.nextInt(40)), new byte[0]);
                default -> out = value(out, at, utf8(token));
            }
        }
        return keep(out);
    }

    /** Replaces the value after the next colon. */
    private static byte[] value(byte[] json, int at, byte[] value) {
        int colon = at;
        while (colon < json.length && json[colon] != ':') {
            colon++;
        }
        int end = colon;
        while (end < json.length && json[end] != ',' && json[end] != '}' && json[end] != '\n') {
            end++;
        }
        return colon >= json.length ? json : splice(json, colon + 1, Math.max(colon + 1, end), value);
    }

    private static byte[] splice(byte[] bytes, int from, int to, byte[] insert) {
        byte[] out = new byte[from + insert.length + bytes.length - to];
        System.arraycopy(bytes, 0, out, 0, from);
        System.arraycopy(insert, 0, out, from, insert.length);
        System.arraycopy(bytes, to, out, from + insert.length, bytes.length - to);
        return out;
    }

    private byte[] keep(byte[] out) {
        last = out;
        return out;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
