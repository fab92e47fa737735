package dev.jrunc.seccomp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jrunc.spec.Seccomp;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our filter and libseccomp's return the same for every call: the two programs are run side by side. */
class SeccompOracleTest {

    private static LibSeccomp library;

    @BeforeAll
    static void loadLibrary() {
        library = LibSeccomp.load();
        if (library == null) {
            System.err.println("SeccompOracleTest skipped: libseccomp.so.2 is not installed");
        }
        assumeTrue(library != null, "libseccomp.so.2 is not installed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker-20.10", "docker-20.10-no-capabilities", "podman-4.3", "containerd-1.6", "deny-few"})
    void theProfilesOfTheEngines(String name) throws Exception {
        Seccomp profile = library.known(Profiles.resource(name));
        byte[] theirs = library.compile(profile, SeccompArch.X86_64);
        SeccompProgram ours = compareExactly(profile, "x86_64", theirs, 1);
        assertTrue(
                ours.length() < Math.max(40, theirs.length / 8 / 2),
                ours.length() + " instructions, libseccomp has " + theirs.length / 8);
    }

    /** The engines name the architectures of their host; the rest of the profile is the same everywhere. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aarch64:AARCH64,ARM",
                "riscv64:RISCV64",
                "s390x:S390X,S390",
                "ppc64le:PPC64LE",
                "ppc64:PPC64,PPC",
                "mips64:MIPSEL,MIPSEL64,MIPSEL64N32",
                "i686:X86",
                "i686:X86,X86_64",
                "i686:X86,X32",
                "x86_64:",
                "x86_64:X86_64",
                "x86_64:X32",
                "x86_64:X86,ARM,AARCH64,RISCV64,PPC64LE,MIPSEL",
                "parisc:PARISC,PARISC64"
            })
    void otherArchitectures(String machineAndArchitectures) throws Exception {
        String[] parts = machineAndArchitectures.split(":", -1);
        List<String> archs = new ArrayList<>();
        for (String arch : parts[1].split(",", -1)) {
            if (!arch.isEmpty()) {
                archs.add("SCMP_ARCH_" + arch);
            }
        }
        for (String name : List.of("podman-4.3", "docker-20.10")) {
            Seccomp profile = withArchitectures(library.known(Profiles.resource(name)), archs);
            compareExactly(profile, parts[0], library.compile(profile, SeccompArch.ofMachine(parts[0])), 2);
        }
    }

    /**
     * Which rule wins when several match with different actions, and which contradictions are refused. libseccomp mixes
     * up three and more of them for values with high bits.
     */
    @Test
    void theOrderOfRules() throws Exception {
        Tally tally = compareRandom(RandomProfile.Kind.ORDERED, 20260101L);
        assertEquals(0, tally.differences, "calls with another of the actions that match");
        assertMostlyRight(tally);
    }

    /** With several conditions a rule the order is not always libseccomp's: it depends on what was added when. */
    @Test
    void randomProfiles() throws Exception {
        Tally tally = compareRandom(RandomProfile.Kind.TAME, 20260201L);
        assertTrue(tally.differences < tally.calls / 500, tally.differences + " of " + tally.calls + " differ");
        assertMostlyRight(tally);
    }

    /**
     * libseccomp's own errors, where {@link SeccompMeaningTest} shows that we are right: it forgets to load the number
     * in some filters for both x86_64 and x32, compares with the wrong word after some failed conditions, and takes LE
     * for GT after another condition where arguments have 32 bits.
     */
    private static void assertMostlyRight(Tally tally) {
        assertTrue(tally.faults < tally.calls / 100, tally.faults + " of " + tally.calls + " are wrong");
    }

    private static Tally compareRandom(RandomProfile.Kind kind, long defaultSeed) throws SeccompException {
        long base = Long.getLong("jrunc.seed", defaultSeed);
        int rounds = Integer.getInteger("jrunc.rounds", 200);
        List<String> names = new ArrayList<>(SyscallTableTest.names());
        names.removeIf(name -> !library.knows(name));
        Tally tally = new Tally();
        int refused = 0;
        int onlyTheirs = 0;
        for (long seed = base; seed < base + rounds; seed++) {
            RandomProfile generator = new RandomProfile(new SplittableRandom(seed), names, kind);
            Seccomp profile = generator.next();
            try {
                SeccompArch arch = SeccompArch.ofMachine(generator.machine());
                byte[] theirs = library.compile(profile, arch);
                Samples samples = new Samples(profile, arch, seed);
                compare(
                        profile,
                        generator.machine(),
                        theirs,
                        kind == RandomProfile.Kind.ORDERED ? samples.narrow() : samples,
                        60,
                        tally);
            } catch (LibSeccomp.Refusal e) {
                refused++;
                if (!isRefusedByUs(profile, generator.machine()) && !isNowhere(e.subject(), profile, generator)) {
                    onlyTheirs++;
                }
            } catch (AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage() + " in " + profile, e);
            }
        }
        assertTrue(refused < rounds / 2, refused + " of " + rounds + " refused");
        // A rule that an earlier one makes pointless is sometimes held against a later one.
        assertTrue(onlyTheirs <= rounds / 200, onlyTheirs + " of " + rounds + " refused by libseccomp only");
        return tally;
    }

    private static Seccomp withArchitectures(Seccomp p, List<String> architectures) {
        return new Seccomp(
                p.defaultAction(), p.defaultErrnoRet(), architectures, p.flags(), p.listenerPath(), null, p.syscalls());
    }

    private static boolean isRefusedByUs(Seccomp profile, String machine) {
        try {
            SeccompCompiler.compileExactly(profile, machine);
            return false;
        } catch (SeccompException e) {
            return true;
        }
    }

    /** libseccomp also keeps, and compares, the rules of calls that none of the architectures has. */
    private static boolean isNowhere(String name, Seccomp profile, RandomProfile generator) {
        List<SeccompArch> abis = new ArrayList<>();
        abis.add(SeccompArch.ofMachine(generator.machine()));
        for (String arch : profile.architectures()) {
            abis.add(SeccompArch.ofSpecName(arch));
        }
        for (SeccompArch abi : abis) {
            if (SyscallTableTest.number(abi, name) >= 0
                    || (abi.multiplexed() && SyscallTableTest.multiplexed(name) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** What came of a comparison. */
    private static final class Tally {
        private long calls;
        private long faults;
        private long differences;
    }

    /** Returns our program; every call has to have the same result. */
    private static SeccompProgram compareExactly(Seccomp profile, String machine, byte[] theirs, long seed)
            throws SeccompException {
        Tally tally = new Tally();
        SeccompProgram ours = compare(
                profile, machine, theirs, new Samples(profile, SeccompArch.ofMachine(machine), seed), 500, tally);
        assertEquals(0, tally.faults + tally.differences, "calls with another result, of " + tally.calls);
        return ours;
    }

    private static SeccompProgram compare(
            Seccomp profile, String machine, byte[] theirs, Samples samples, int tuples, Tally tally)
            throws SeccompException {
        SeccompArch arch = SeccompArch.ofMachine(machine);
        SeccompProgram ours = SeccompCompiler.compileExactly(profile, machine);
        BpfMachine expected = new BpfMachine(theirs, arch.bigEndian());
        BpfMachine actual = new BpfMachine(ours.filter(), arch.bigEndian());
        ReferenceFilter meaning = new ReferenceFilter(profile, arch, false);
        samples.forEach(tuples, (token, number, args) -> {
            int got = actual.run(token, number, args);
            int want = expected.run(token, number, args);
            tally.calls++;
            // libseccomp swaps the bytes of some actions twice when it writes for the other byte order.
            if (want == got || (arch.bigEndian() && Integer.reverseBytes(want) == got)) {
                return;
            }
            if (meaning.actions(token, number, args).contains(want)) {
                tally.differences++;
            } else {
                tally.faults++;
            }
        });
        return ours;
    }
}
