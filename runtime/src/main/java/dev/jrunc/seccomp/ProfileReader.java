package dev.jrunc.seccomp;

import dev.jrunc.seccomp.Condition.Operator;
import dev.jrunc.spec.Seccomp;
import dev.jrunc.spec.SeccompArg;
import dev.jrunc.spec.SeccompSyscall;
import java.util.ArrayList;
import java.util.List;

/** Turns the rules of a profile into the rules of each ABI, and refuses what cannot be meant. */
final class ProfileReader {
    private static final String AT = "/linux/seccomp";
    private static final int ARGUMENTS = 6;
    private static final Condition[] NONE = {};

    private final SyscallNumbers numbers;
    private final List<AbiRules> abis;
    private boolean notifies;

    ProfileReader(SyscallNumbers numbers, List<AbiRules> abis) {
        this.numbers = numbers;
        this.abis = abis;
    }

    /** True when a rule asks an agent. */
    boolean notifies() {
        return notifies;
    }

    void read(Seccomp profile, int defaultAction) throws SeccompException {
        List<SeccompSyscall> syscalls = profile.syscalls();
        for (int i = 0; i < syscalls.size(); i++) {
            SeccompSyscall syscall = syscalls.get(i);
            String at = AT + "/syscalls/" + i;
            int action = SeccompAction.value(syscall.action(), syscall.errnoRet(), at, "action", "errnoRet");
            if (action == SeccompAction.NOTIFY) {
                refuseWrite(syscall, at);
                notifies |= !syscall.names().isEmpty();
            }
            readNames(syscall, at, action, action == defaultAction);
        }
    }

    /** Asking about write(2) would stop the init stage before it has handed over the listener. */
    private static void refuseWrite(SeccompSyscall syscall, String at) throws SeccompException {
        for (int i = 0; i < syscall.names().size(); i++) {
            if (syscall.names().get(i).equals("write")) {
                throw new SeccompException(at + "/names/" + i, "SCMP_ACT_NOTIFY cannot be used for the write syscall");
            }
        }
    }

    private void readNames(SeccompSyscall syscall, String at, int action, boolean redundant) throws SeccompException {
        List<Condition[]> alternatives = alternatives(syscall.args(), at);
        List<String> names = syscall.names();
        int[] ids = new int[names.size()];
        for (int i = 0; i < ids.length; i++) {
            String name = names.get(i);
            if (name.isEmpty()) {
                throw new SeccompException(at + "/names/" + i, "an empty string is no system call");
            }
            ids[i] = numbers.find(name);
        }
        for (int i = 0; i < abis.size(); i++) {
            AbiRules abi = abis.get(i);
            for (int k = 0; k < alternatives.size(); k++) {
                // A rule that says what the default says does not even hide the rules after it.
                int contradiction = abi.add(ids, action, redundant ? null : alternatives.get(k));
                if (contradiction >= 0) {
                    throw new SeccompException(
                            at + "/names/" + contradiction,
                            names.get(contradiction)
                                    + " has another action under the same conditions in an earlier rule");
                }
                if (abi.tooLong()) {
                    throw new SeccompException(
                            at, "up to here the filter has more than the 4096 instructions that the kernel takes");
                }
            }
        }
    }

    /** One list of conditions, or, as runc has it, one for each condition when two are about the same argument. */
    private static List<Condition[]> alternatives(List<SeccompArg> args, String at) throws SeccompException {
        List<Condition[]> alternatives = new ArrayList<>(1);
        if (args.isEmpty()) {
            alternatives.add(NONE);
            return alternatives;
        }
        Condition[] byArgument = new Condition[ARGUMENTS];
        Condition[] all = new Condition[args.size()];
        boolean twice = false;
        for (int i = 0; i < all.length; i++) {
            Condition condition = condition(args.get(i), at + "/args/" + i);
            all[i] = condition;
            twice |= byArgument[condition.argument()] != null;
            byArgument[condition.argument()] = condition;
        }
        if (twice) {
            for (Condition condition : all) {
                alternatives.add(new Condition[] {condition});
            }
            return alternatives;
        }
        int n = 0;
        for (Condition condition : byArgument) {
            if (condition != null) {
                all[n++] = condition;
            }
        }
        alternatives.add(all);
        return alternatives;
    }

    private static Condition condition(SeccompArg arg, String at) throws SeccompException {
        if (arg.index() < 0 || arg.index() >= ARGUMENTS) {
            throw new SeccompException(at + "/index", "a system call has arguments 0 to 5, got " + arg.index());
        }
        int index = (int) arg.index();
        if (arg.op().equals("SCMP_CMP_MASKED_EQ")) {
            Long two = arg.valueTwo();
            long value = two == null ? 0 : two & arg.value();
            return new Condition(index, Operator.MASKED_EQ, arg.value(), value);
        }
        return new Condition(index, operator(arg.op(), at), -1L, arg.value());
    }

    private static Operator operator(String name, String at) throws SeccompException {
        return switch (name) {
            case "SCMP_CMP_NE" -> Operator.NE;
            case "SCMP_CMP_LT" -> Operator.LT;
            case "SCMP_CMP_LE" -> Operator.LE;
            case "SCMP_CMP_EQ" -> Operator.EQ;
            case "SCMP_CMP_GE" -> Operator.GE;
            case "SCMP_CMP_GT" -> Operator.GT;
            default -> throw new SeccompException(at + "/op", "unknown operator \"" + name + "\"");
        };
    }
}
