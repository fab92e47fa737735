package dev.jrunc.seccomp;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Profiles of any shape, with rules that overlap and contradict each other.
 *
 * <p>Only {@link Kind#WILD} has everything. The others spare libseccomp (2.5.4 and 2.6.0), which then is right nearly
 * always, or always.
 */
final class RandomProfile {
    /** What the rules of a profile may be. */
    enum Kind {
        WILD,
        /**
         * Conditions that others follow are equalities. Else rules that share one make libseccomp's tree a cycle, and it
         * never returns.
         */
        TAME,
        /**
         * One condition a rule, and one kind of comparison for each argument. Else a comparison that fails may go on to
         * the next with the wrong word in the accumulator.
         */
        ORDERED
    }

    private static final String[][] ORDERED_OPERATORS = {
        {"SCMP_CMP_EQ", "SCMP_CMP_NE"}, {"SCMP_CMP_GT", "SCMP_CMP_GE"}, {"SCMP_CMP_LT", "SCMP_CMP_LE"}
    };
    private static final String[] ACTIONS = {
        "SCMP_ACT_ALLOW",
        "SCMP_ACT_ERRNO",
        "SCMP_ACT_KILL",
        "SCMP_ACT_KILL_PROCESS",
        "SCMP_ACT_TRAP",
        "SCMP_ACT_TRACE",
        "SCMP_ACT_LOG"
    };
    private static final String[] OPERATORS = {
        "SCMP_CMP_NE",
        "SCMP_CMP_LT",
        "SCMP_CMP_LE",
        "SCMP_CMP_EQ",
        "SCMP_CMP_GE",
        "SCMP_CMP_GT",
        "SCMP_CMP_MASKED_EQ",
        "SCMP_CMP_EQ"
    };
    private static final long[] VALUES = {
        0, 1, 2, 5, 9, 16, 255, 0x7fffffffL, 0x80000000L, 0xffffffffL, 0x100000000L, 0x100000005L, 1L << 63, -1L, -2L
    };
    private static final String[][] MACHINES = {
        {"x86_64", "X86_64", "X86", "X32"},
        {"x86_64", "X86_64", "X86", "X32"},
        {"x86_64", "X86"},
        {"x86_64"},
        {"aarch64", "AARCH64", "ARM"},
        {"s390x", "S390X", "S390"},
        {"mips64", "MIPSEL", "MIPSEL64N32"}
    };
    private static final String[] FAVOURITES = {
        "socket", "clone", "personality", "read", "write", "semop", "shmat", "accept4", "recv", "ioctl", "prctl"
    };

    private final SplittableRandom random;
    private final List<String> known;
    private final Kind kind;
    private final String[] machine;

    RandomProfile(SplittableRandom random, List<String> known, Kind kind) {
        this.random = random;
        this.known = known;
        this.kind = kind;
        this.machine = MACHINES[random.nextInt(MACHINES.length)];
    }

    String machine() {
        return machine[0];
    }

    Seccomp next() {
        List<String> archs = new ArrayList<>();
        for (int i = 1; i < machine.length; i++) {
            if (random.nextInt(4) != 0) {
                archs.add("SCMP_ARCH_" + machine[i]);
            }
        }
        List<SeccompSyscall> syscalls = new ArrayList<>();
        int entries = random.nextInt(1, random.nextInt(3) == 0 ? 60 : 12);
        for (int i = 0; i < entries; i++) {
            syscalls.add(entry());
        }
        String defaultAction = ACTIONS[random.nextInt(ACTIONS.length)];
        Long errno = defaultAction.equals("SCMP_ACT_ERRNO") && random.nextBoolean() ? 38L : null;
        return new Seccomp(defaultAction, errno, archs, null, null, null, syscalls);
    }

    private SeccompSyscall entry() {
        Set<String> names = new LinkedHashSet<>();
        int count = random.nextInt(4) == 0 ? random.nextInt(1, 120) : random.nextInt(1, 4);
        List<SeccompArg> args = random.nextInt(3) == 0 ? List.of() : args();
        while (names.size() < count) {
            names.add(
                    args.isEmpty()
                            ? known.get(random.nextInt(known.size()))
                            : FAVOURITES[random.nextInt(FAVOURITES.length)]);
            if (!args.isEmpty() && names.size() >= 3) {
                break;
            }
        }
        String action = ACTIONS[random.nextInt(ACTIONS.length)];
        return new SeccompSyscall(List.copyOf(names), action, null, args);
    }

    private List<SeccompArg> args() {
        List<SeccompArg> args = new ArrayList<>();
        if (kind == Kind.ORDERED) {
            int index = random.nextInt(3);
            args.add(new SeccompArg(index, random.nextInt(8), null, ORDERED_OPERATORS[index][random.nextInt(2)]));
            return args;
        }
        boolean tame = kind == Kind.TAME;
        int count = random.nextInt(1, 4);
        for (int i = 0; i < count; i++) {
            String op = OPERATORS[random.nextInt(OPERATORS.length)];
            if (tame && i < count - 1) {
                op = random.nextBoolean() ? "SCMP_CMP_EQ" : "SCMP_CMP_MASKED_EQ";
            }
            long index = tame ? i : random.nextInt(3);
            long value = VALUES[random.nextInt(VALUES.length)];
            Long two = op.equals("SCMP_CMP_MASKED_EQ") ? VALUES[random.nextInt(VALUES.length)] : null;
            args.add(new SeccompArg(index, value, two, op));
        }
        return args;
    }
}
