package dev.jrunc.seccomp;

import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The meaning of a profile, evaluated rule by rule with 64-bit arithmetic: slow and obvious. Where rules with different
 * actions match one call it knows the candidates but not who wins.
 */
final class ReferenceFilter {
    static final int ENOSYS = 0x00050026;
    private static final int KILL = 0;
    private static final int X86_64_TOKEN = 0xC000003E;
    private static final int X32_BIT = 0x40000000;

    /** A rule as one ABI sees it. */
    private record Line(int number, int action, List<SeccompArg> args) {}

    private final List<SeccompArch> abis = new ArrayList<>();
    private final List<List<Line>> lines = new ArrayList<>();
    private final List<Integer> last = new ArrayList<>();
    private final int defaultAction;
    private final boolean enosys;

    ReferenceFilter(Seccomp profile, SeccompArch nativeArch, boolean enosys) {
        this.enosys = enosys;
        defaultAction = LibSeccomp.action(profile.defaultAction(), profile.defaultErrnoRet());
        abis.add(nativeArch);
        for (String name : profile.architectures()) {
            SeccompArch arch = SeccompArch.ofSpecName(name);
            if (!abis.contains(arch)) {
                abis.add(arch);
            }
        }
        for (SeccompArch abi : abis) {
            List<Line> of = new ArrayList<>();
            int max = 0;
            for (SeccompSyscall call : profile.syscalls()) {
                for (String name : call.names()) {
                    int number = SyscallTableTest.number(abi, name);
                    max = Math.max(max, number);
                    int multiplexed = SyscallTableTest.multiplexed(name);
                    if (abi.multiplexed() && multiplexed >= 0) {
                        // Unlike in runc's stub, naming socket(2) is naming socketcall(2).
                        max = Math.max(max, SyscallTableTest.number(abi, multiplexed < 100 ? "socketcall" : "ipc"));
                    }
                    add(of, abi, name, number, call);
                }
            }
            lines.add(of);
            last.add(max);
        }
    }

    private void add(List<Line> lines, SeccompArch abi, String name, int number, SeccompSyscall call) {
        int action = LibSeccomp.action(call.action(), call.errnoRet());
        if (action == defaultAction) {
            return;
        }
        Set<Long> indexes = new HashSet<>();
        boolean twice = false;
        for (SeccompArg arg : call.args()) {
            twice |= !indexes.add(arg.index());
        }
        List<List<SeccompArg>> alternatives = new ArrayList<>();
        if (twice) {
            for (SeccompArg arg : call.args()) {
                alternatives.add(List.of(arg));
            }
        } else {
            alternatives.add(call.args());
        }
        int multiplexed = SyscallTableTest.multiplexed(name);
        for (List<SeccompArg> args : alternatives) {
            if (number >= 0) {
                lines.add(new Line(number, action, args));
            }
            if (abi.multiplexed() && multiplexed >= 0) {
                List<SeccompArg> all = new ArrayList<>();
                all.add(new SeccompArg(0, multiplexed % 100, null, "SCMP_CMP_EQ"));
                for (SeccompArg arg : args) {
                    if (arg.index() != 0) {
                        all.add(arg);
                    }
                }
                String through = multiplexed < 100 ? "socketcall" : "ipc";
                lines.add(new Line(SyscallTableTest.number(abi, through), action, all));
            }
        }
    }

    /** The actions that a call may get: one, unless rules contradict each other. */
    Set<Integer> actions(int arch, int number, long[] args) {
        int abi = abi(arch, number);
        if (enosys && looksUnknown(arch, number)) {
            return Set.of(ENOSYS);
        }
        if (abi < 0) {
            return Set.of(KILL);
        }
        SeccompArch seen = abis.get(abi);
        Set<Integer> actions = new LinkedHashSet<>();
        for (Line line : lines.get(abi)) {
            if (line.number == number && matches(line.args, args, seen.wide())) {
                if (unconditional(line.args, seen.wide())) {
                    return Set.of(line.action);
                }
                actions.add(line.action);
            }
        }
        return actions.isEmpty() ? Set.of(defaultAction) : actions;
    }

    private int abi(int arch, int number) {
        if (arch == X86_64_TOKEN) {
            int wide = abis.indexOf(SeccompArch.X86_64);
            int narrow = abis.indexOf(SeccompArch.X32);
            boolean high = Integer.compareUnsigned(number, X32_BIT) >= 0;
            return high ? (narrow >= 0 ? narrow : number == -1 ? wide : -1) : wide;
        }
        for (int i = 0; i < abis.size(); i++) {
            if (abis.get(i).token() == arch) {
                return i;
            }
        }
        return -1;
    }

    /** The stub that runc puts before the filter. */
    private boolean looksUnknown(int arch, int number) {
        int kind = defaultAction & 0xffff0000;
        if (kind == 0x7fff0000 || kind == 0x7ffc0000 || kind == 0x7ff00000) {
            return false;
        }
        for (int i = 0; i < abis.size(); i++) {
            SeccompArch abi = abis.get(i);
            if (abi.token() != arch || last.get(i) == 0) {
                continue;
            }
            boolean bit = (number & X32_BIT) != 0;
            if (arch == X86_64_TOKEN && bit != (abi == SeccompArch.X32)) {
                continue;
            }
            boolean setup = number == 0 && (abi == SeccompArch.S390 || abi == SeccompArch.S390X);
            return setup || Integer.compareUnsigned(number, last.get(i)) > 0;
        }
        return false;
    }

    private static boolean unconditional(List<SeccompArg> args, boolean wide) {
        for (SeccompArg arg : args) {
            long mask = wide ? arg.value() : arg.value() & 0xffffffffL;
            if (!arg.op().equals("SCMP_CMP_MASKED_EQ") || mask != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(List<SeccompArg> conditions, long[] args, boolean wide) {
        for (SeccompArg c : conditions) {
            long cut = wide ? -1L : 0xffffffffL;
            long a = args[(int) c.index()] & cut;
            long v = c.value() & cut;
            int order = Long.compareUnsigned(a, v);
            long two = c.valueTwo() == null ? 0 : c.valueTwo();
            boolean holds = switch (c.op()) {
                case "SCMP_CMP_NE" -> order != 0;
                case "SCMP_CMP_LT" -> order < 0;
                case "SCMP_CMP_LE" -> order <= 0;
                case "SCMP_CMP_EQ" -> order == 0;
                case "SCMP_CMP_GE" -> order >= 0;
                case "SCMP_CMP_GT" -> order > 0;
                default -> (a & v) == (two & v);
            };
            if (!holds) {
                return false;
            }
        }
        return true;
    }
}
