package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.fail;

import dev.jrunc.spec.Seccomp;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The compiled filter does what the profile means, with and without ENOSYS for calls that the profile cannot know. */
class SeccompMeaningTest {

    @ParameterizedTest
    @ValueSource(strings = {"docker-20.10", "docker-20.10-no-capabilities", "podman-4.3", "containerd-1.6", "deny-few"})
    void theProfilesOfTheEngines(String name) throws Exception {
        check(Profiles.resource(name), "x86_64", 300, 1);
    }

    /** Returns the length of the longer program. */
    static int check(Seccomp profile, String machine, int tuples, long seed) throws SeccompException {
        return Math.max(check(profile, machine, tuples, seed, true), check(profile, machine, tuples, seed, false));
    }

    /** Returns the length of the program. */
    private static int check(Seccomp profile, String machine, int tuples, long seed, boolean enosys)
            throws SeccompException {
        SeccompArch arch = SeccompArch.ofMachine(machine);
        SeccompProgram program =
                enosys ? SeccompCompiler.compile(profile, machine) : SeccompCompiler.compileExactly(profile, machine);
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
