package dev.jrunc.spec.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.fuzz.Fuzz;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.EngineDocuments;
import dev.jrunc.spec.Fixtures;
import dev.jrunc.spec.validate.ConfigValidator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Damaged documents are refused or read, never anything else; what was read comes back the same. */
class ConfigFuzzTest {
    private static final int ROUNDS = 20_000;

    @Test
    void damagedConfigsAreRefusedOrRead() throws Exception {
        List<byte[]> good = new ArrayList<>();
        good.add(Fixtures.read("/full.json"));
        EngineDocuments.all().forEach((name, json) -> {
            if (name.startsWith("containerd16-run") && !name.contains("-priv")) {
                good.add(json);
            }
        });
        AtomicInteger read = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        new Fuzz("config.json", ROUNDS).run(mutator -> {
            byte[] json = mutator.json(mutator.oneOf(good));
            try {
                Config config = ConfigReader.read(json);
                ConfigValidator.validate(config);
                assertEquals(config, ConfigReader.read(ConfigWriter.write(config)));
                read.incrementAndGet();
            } catch (SpecException e) {
                assertTrue(e.problem().line() > 0, e.getMessage());
                refused.incrementAndGet();
            }
        });
        int rounds = read.get() + refused.get();
        assertTrue(
                rounds < 1000 || (read.get() > rounds / 50 && refused.get() > rounds / 50),
                "the damage is of no use: " + read + " read, " + refused + " refused");
    }

    @Test
    void damagedFeaturesAreRefusedOrRead() throws Exception {
        byte[] good = Fixtures.read("/runtime-spec/features/good/runc.json");
        new Fuzz("features", ROUNDS / 4).run(mutator -> {
            try {
                FeaturesReader.read(mutator.json(good));
            } catch (SpecException e) {
                assertTrue(e.problem().line() > 0, e.getMessage());
            }
        });
    }
}
