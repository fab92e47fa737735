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
 * The calls on which two filters for a profile are compared: every architecture, every number that could matter, and
 * arguments on, just below, just above and in the high bits beside every value that a rule mentions.
 */
final class Samples {
    /** What is done with a call. */
    interface Visitor {
        void visit(int arch, int number, long[] args);
    }

    private static final int[] BOUNDARIES = {
        0x3fffffff,
        0x40000000,
        0x40000000 + 1023,
        0x40000000 + 1024,
        0x7fffffff,
        0x80000000,
        0x80000001,
        0xbfffffff,
        0xc0000000,
        0xfffffffe,
        0xffffffff,
        0xf0000,
        0xf0001,
        0xf0005,
        0xf0006,
        0xf0007
    };
    private static final int FOREIGN_ARCH = 0x12345678;

    private final Set<Integer> archs = new LinkedHashSet<>();
    private final List<SeccompArch> abis = new ArrayList<>();
    private final Set<Integer> conditional = new LinkedHashSet<>();
    private final List<Long> values = new ArrayList<>();
    private final SplittableRandom random;

    Samples(Seccomp profile, SeccompArch nativeArch, long seed) {
        random = new SplittableRandom(seed);
        abis.add(nativeArch);
        for (String name : profile.architectures()) {
            abis.add(SeccompArch.ofSpecName(name));
        }
        for (SeccompArch abi : abis) {
            archs.add(abi.token());
        }
        archs.add(FOREIGN_ARCH);
        SyscallNumbers names = new SyscallNumbers();
        Set<Long> distinct = new LinkedHashSet<>();
        for (long n = 0; n <= 25; n++) {
            distinct.add(n);
        }
        for (SeccompSyscall call : profile.syscalls()) {
            for (SeccompArg arg : call.args()) {
                around(distinct, arg.value());
                around(distinct, arg.valueTwo() == null ? 0 : arg.valueTwo());
                if (arg.op().equals("SCMP_CMP_MASKED_EQ")) {
                    around(distinct, ~arg.value());
                    around(distinct, ~arg.value() | (arg.valueTwo() == null ? 0 : arg.valueTwo()));
                }
            }
            for (String name : call.names()) {
                if (!call.args().isEmpty()) {
                    addConditional(names, name);
                }
            }
        }
        addConditional(names, "socketcall");
        addConditional(names, "ipc");
        values.addAll(distinct);
    }

    private static void around(Set<Long> values, long v) {
        for (long high : new long[] {0, 1L << 32, 1L << 63, 0xffffffffL << 32}) {
            values.add(v ^ high);
            values.add((v + 1) ^ high);
            values.add((v - 1) ^ high);
        }
    }

    private void addConditional(SyscallNumbers names, String name) {
        int id = names.find(name);
        if (id < 0) {
            return;
        }
        for (SeccompArch abi : abis) {
            int relative = SyscallNumbers.number(SyscallNumbers.table(abi), id) - 1;
            if (relative >= 0) {
                conditional.add(SyscallNumbers.absolute(abi, relative));
            }
        }
    }

    /** Leaves out arguments of more than 32 bits. */
    Samples narrow() {
        values.removeIf(value -> value >>> 32 != 0);
        return this;
    }

    /** Calls the visitor for every sample; {@code tuples} is the number of argument lists of a call with conditions. */
    void forEach(int tuples, Visitor visitor) {
        for (int arch : archs) {
            for (SeccompArch abi : abis) {
                for (int n = 0; n <= 600; n++) {
                    few(visitor, arch, abi.base() + n);
                    few(visitor, arch, (abi.base() + n) ^ 0x40000000);
                }
            }
            for (int number : BOUNDARIES) {
                few(visitor, arch, number);
            }
            for (int number : conditional) {
                many(visitor, arch, number, tuples);
            }
        }
    }

    private void few(Visitor visitor, int arch, int number) {
        visitor.visit(arch, number, new long[6]);
        visitor.visit(arch, number, tuple());
    }

    private void many(Visitor visitor, int arch, int number, int tuples) {
        for (long value : values) {
            visitor.visit(arch, number, new long[] {value, value, value, value, value, value});
            for (int i = 0; i < 3; i++) {
                long[] args = tuple();
                args[i] = value;
                visitor.visit(arch, number, args);
            }
        }
        for (int i = 0; i < tuples; i++) {
            visitor.visit(arch, number, tuple());
        }
    }

    private long[] tuple() {
        long[] args = new long[6];
        for (int i = 0; i < args.length; i++) {
            args[i] = values.get(random.nextInt(values.size()));
        }
        return args;
    }

    /** A call in words, for a failure. */
    static String text(int arch, int number, long[] args) {
        StringBuilder text = new StringBuilder("arch ").append(Integer.toHexString(arch));
        text.append(" number ").append(Integer.toHexString(number)).append(" arguments");
        for (long arg : args) {
            text.append(' ').append(Long.toHexString(arg));
        }
        return text.toString();
    }
}
