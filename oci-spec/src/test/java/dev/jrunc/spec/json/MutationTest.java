package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jrunc.spec.Config;
import dev.jrunc.spec.EngineDocuments;
import dev.jrunc.spec.Fixtures;
import dev.jrunc.spec.validate.ConfigValidator;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Damaged documents are refused or read, never anything else; what was read comes back the same. */
class MutationTest {
    private static final long SEED = Long.getLong("jrunc.seed", 20261124L);
    private static final int ROUNDS = Integer.getInteger("jrunc.rounds", 20_000);
    private static final String[] TOKENS = {
        "null",
        "true",
        "0",
        "-1",
        "1e9",
        "1.5",
        "18446744073709551616",
        "\"\"",
        "\"\\u0000\"",
        "{}",
        "[]",
        "[[",
        "}",
        ",",
        ":",
        "\"a\":1,",
        "\\ud800",
        "\u00e9",
        "4294967296",
        "{\"a\":{\"a\":{}}}"
    };

    @Test
    void damagedDocumentsAreRefusedOrRead() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        seeds.add(Fixtures.read("/full.json"));
        EngineDocuments.all().forEach((name, json) -> {
            if (name.startsWith("containerd16-run") && !name.contains("-priv")) {
                seeds.add(json);
            }
        });
        SplittableRandom random = new SplittableRandom(SEED);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] json = mutate(seeds.get(random.nextInt(seeds.size())), random);
            try {
                Config config = ConfigReader.read(json);
                ConfigValidator.validate(config);
                assertEquals(config, ConfigReader.read(ConfigWriter.write(config)));
                read++;
            } catch (SpecException e) {
                assertTrue(e.problem().line() > 0, e.getMessage());
            } catch (RuntimeException | Error e) {
                fail("seed " + SEED + " round " + round + ": " + new String(json, StandardCharsets.UTF_8), e);
            }
        }
        assertTrue(read > ROUNDS / 50 && read < ROUNDS, "the damage is of no use: " + read + " of " + ROUNDS);
    }

    private static byte[] mutate(byte[] seed, SplittableRandom random) {
        byte[] json = seed;
        for (int i = random.nextInt(3); i >= 0 && json.length > 0; i--) {
            int at = random.nextInt(json.length);
            switch (random.nextInt(5)) {
                case 0 -> {
                    json = json.clone();
                    json[at] = (byte) random.nextInt(256);
                }
                case 1 -> json = Arrays.copyOf(json, Math.max(1, at));
                case 2 -> json = splice(json, at, at, TOKENS[random.nextInt(TOKENS.length)]);
                case 3 -> json = splice(json, at, Math.min(json.length, at + random.nextInt(40)), "");
                default -> json = replaceValue(json, at, TOKENS[random.nextInt(TOKENS.length)]);
            }
        }
        return json;
    }

    /** Replaces the value after the next colon, so that the document mostly stays well formed. */
    private static byte[] replaceValue(byte[] json, int at, String value) {
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

    private static byte[] splice(byte[] json, int from, int to, String insert) {
        byte[] middle = insert.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[from + middle.length + json.length - to];
        System.arraycopy(json, 0, out, 0, from);
        System.arraycopy(middle, 0, out, from, middle.length);
        System.arraycopy(json, to, out, from + middle.length, json.length - to);
        return out;
    }
}
