package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.fuzz.Fuzz;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.validate.ConfigValidator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Any profile is compiled into a filter that does what it means, or refused. */
class SeccompFuzzTest {
    private static final int ROUNDS = 300;
    private static final int TUPLES = 30;

    @Test
    void randomProfiles() {
        AtomicInteger count = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger longest = new AtomicInteger();
        new Fuzz("seccomp", ROUNDS).run(mutator -> {
            count.incrementAndGet();
            RandomProfile generator =
                    new RandomProfile(mutator.random(), SyscallTableTest.names(), RandomProfile.Kind.WILD);
            Seccomp profile = generator.next();
            try {
                int length = SeccompMeaningTest.check(
                        profile, generator.machine(), TUPLES, mutator.random().nextLong());
                longest.accumulateAndGet(length, Math::max);
            } catch (SeccompException e) {
                assertTrue(e.problem().contains("another action under the same conditions"), e.getMessage());
                refused.incrementAndGet();
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + " in " + profile, e);
            }
        });
        if (count.get() == ROUNDS) { // from the fixed seed; a search from another may be too short for all kinds
            assertTrue(refused.get() < ROUNDS / 2, refused + " of " + ROUNDS + " refused");
            assertTrue(
                    longest.get() > 3 * 256,
                    "no jump was too long for its 8 bits: at most " + longest + " instructions");
        }
    }

    /** Names, numbers, actions and architectures that nobody has heard of. */
    @Test
    void damagedProfilesOfTheEngines() {
        new Fuzz("seccomp of the engines", 1500).run(mutator -> {
            String name = mutator.oneOf("docker-20.10", "podman-4.3", "containerd-1.6", "deny-few");
            String machine = mutator.oneOf("x86_64", "aarch64", "s390x", "i686");
            try {
                Config config = ConfigReader.read(mutator.json(config(name)));
                Seccomp profile = config.linux() == null ? null : config.linux().seccomp();
                if (profile == null || !ConfigValidator.validate(config).isEmpty()) {
                    return;
                }
                SeccompArch arch = SeccompArch.ofMachine(machine);
                BpfMachine filter =
                        new BpfMachine(SeccompCompiler.compile(profile, machine).filter(), arch.bigEndian());
                new Samples(profile, arch, 1).forEach(2, filter::run);
            } catch (SpecException | SeccompException e) {
                assertTrue(String.valueOf(e.getMessage()).length() > 5);
            }
        });
    }

    private static byte[] config(String profile) throws IOException {
        return ("{\"ociVersion\": \"1.0.2\", \"root\": {\"path\": \"r\"}, \"linux\": {\"seccomp\": "
                        + Profiles.text(profile) + "}}")
                .getBytes(StandardCharsets.UTF_8);
    }
}
