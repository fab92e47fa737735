package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jrunc.spec.Seccomp;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled filter does what the profile means, with and without ENOSYS for calls that the profile cannot know. */
class SeccompMeaningTest {
    private static final KernelSeccomp KERNEL = KernelSeccomp.complete();

    @ParameterizedTest
    @ValueSource(strings = {"docker-20.10", "docker-20.10-no-capabilities", "podman-4.3", "containerd-1.6", "deny-few"})
    void theProfilesOfTheEngines(String name) throws Exception {
        check(Profiles.resource(name), "x86_64", 300, 1);
    }

    @Test
    void randomProfiles() throws Exception {
        long base = Long.getLong("jrunc.seed", 20260102L);
        int rounds = Integer.getInteger("jrunc.rounds", 300);
        int refused = 0;
        int longest = 0;
        for (int i = 0; i < rounds; i++) {
            SplittableRandom random = new SplittableRandom(base + i);
            RandomProfile generator = new RandomProfile(random, SyscallTableTest.names(), RandomProfile.Kind.WILD);
            Seccomp profile = generator.next();
            try {
                longest = Math.max(longest, check(profile, generator.machine(), 30, base + i));
            } catch (SeccompException e) {
                assertTrue(e.problem().contains("another action under the same conditions"), e.getMessage());
                refused++;
            } catch (AssertionError e) {
                throw new AssertionError("seed " + (base + i) + ": " + e.getMessage() + " in " + profile, e);
            }
        }
        assertTrue(refused < rounds / 2, refused + " of " + rounds + " refused");
        assertTrue(longest > 3 * 256, "no jump was too long for its 8 bits: at most " + longest + " instructions");
    }

    private static int check(Seccomp profile, String machine, int tuples, long seed) throws SeccompException {
        return Math.max(check(profile, machine, tuples, seed, true), check(profile, machine, tuples, seed, false));
    }

    /** Returns the length of the program. */
    private static int check(Seccomp profile, String machine, int tuples, long seed, boolean enosys)
            throws SeccompException {
        SeccompArch arch = SeccompArch.ofMachine(machine);
        SeccompProgram program = enosys
                ? SeccompCompiler.compile(profile, machine, KERNEL)
                : SeccompCompiler.compileExactly(profile, machine, KERNEL);
        BpfMachine filter = new BpfMachine(program.filter(), arch.bigEndian());
        ReferenceFilter meaning = new ReferenceFilter(profile, arch, enosys);
        new Samples(profile, arch, seed).forEach(tuples, (token, number, args) -> {
            int got = filter.run(token, number, args);
            Set<Integer> right = meaning.actions(token, number, args);
            if (!right.contains(got)) {
                fail(Samples.text(token, number, args) + ": " + Integer.toHexString(got) + " instead of one of " + right
                        + (enosys ? " with ENOSYS" : ""));
            }
        });
        return filter.length();
    }
}
