package dev.jrunc.seccomp;

import org.jspecify.annotations.Nullable;

/** What the profile says about the system calls of one ABI. */
final class AbiRules {
    private final SeccompArch arch;
    private final byte[] numbers;
    private final byte[] multiplexed;
    private final int socketcall;
    private final int ipc;
    /** By relative number: whether a rule without conditions decides, and what it says. */
    private final boolean[] decided = new boolean[SyscallNumbers.LIMIT];

    private final int[] actions = new int[SyscallNumbers.LIMIT];
    private final @Nullable SyscallRules[] conditional = new SyscallRules[SyscallNumbers.LIMIT];
    private int last = -1;
    private int rulesWithConditions;

    AbiRules(SeccompArch arch, SyscallNumbers names) {
        this.arch = arch;
        this.numbers = SyscallNumbers.table(arch);
        this.multiplexed = arch.multiplexed() ? SyscallNumbers.multiplexed() : new byte[0];
        this.socketcall = arch.multiplexed() ? SyscallNumbers.number(numbers, names.find("socketcall")) - 1 : -1;
        this.ipc = arch.multiplexed() ? SyscallNumbers.number(numbers, names.find("ipc")) - 1 : -1;
    }

    SeccompArch arch() {
        return arch;
    }

    /** The largest relative number that the profile names, or -1; a call's multiplexer is named with it. */
    int last() {
        return last;
    }

    /** True when the largest number that the profile names is not 0: runc takes 0 for no number at all. */
    boolean namesMoreThanZero() {
        return last >= 0 && SyscallNumbers.absolute(arch, last) != 0;
    }

    /**
     * Notes that the profile names these calls and adds a rule for each, directly and through its multiplexer. Without
     * {@code conditions} the calls are only noted. Returns the index of the first whose rule contradicts an earlier one,
     * or -1.
     */
    int add(int[] ids, int action, Condition @Nullable [] conditions) {
        byte[] packed = numbers;
        boolean multiplexes = multiplexed.length != 0;
        boolean plain = conditions != null && conditions.length == 0;
        for (int i = 0; i < ids.length; i++) {
            int id = ids[i];
            if (id < 0) {
                continue;
            }
            if (multiplexes) {
                int call = SyscallNumbers.number(multiplexed, id) - 1;
                if (call >= 0 && !addMultiplexed(call, action, conditions)) {
                    return i;
                }
            }
            // SyscallNumbers.number, and addDirect for the ordinary rule: a profile has a thousand of them.
            int number = (packed[2 * id] - SyscallNumbers.FIRST_DIGIT) * SyscallNumbers.DIGITS
                    + packed[2 * id + 1]
                    - SyscallNumbers.FIRST_DIGIT
                    - 1;
            if (number < 0) {
                continue;
            }
            if (plain && !decided[number] && number <= last) {
                decided[number] = true;
                actions[number] = action;
            } else if (!addDirect(number, action, conditions)) {
                return i;
            }
        }
        return -1;
    }

    /** As libseccomp has it: the call number takes the place of argument 0, the other conditions stay where they are. */
    private boolean addMultiplexed(int call, int action, Condition @Nullable [] conditions) {
        int number = call < SyscallNumbers.IPC_CALLS ? socketcall : ipc;
        if (conditions == null || decided[number]) {
            return addDirect(number, action, null);
        }
        boolean first = conditions.length > 0 && conditions[0].argument() == 0;
        Condition[] all = new Condition[first ? conditions.length : conditions.length + 1];
        System.arraycopy(conditions, first ? 1 : 0, all, 1, all.length - 1);
        all[0] = new Condition(0, Condition.Operator.EQ, -1L, call % SyscallNumbers.IPC_CALLS);
        return addDirect(number, action, all);
    }

    private boolean addDirect(int number, int action, Condition @Nullable [] conditions) {
        if (number > last) {
            last = number;
        }
        if (conditions == null || decided[number]) {
            return true;
        }
        if (conditions.length == 0) {
            decided[number] = true;
            actions[number] = action;
            return true;
        }
        Condition[] seen = seen(conditions);
        if (seen.length == 0) {
            return addDirect(number, action, seen);
        }
        SyscallRules rules = conditional[number];
        if (rules == null) {
            rules = new SyscallRules(arch.wide());
            conditional[number] = rules;
        }
        rulesWithConditions++;
        return rules.add(new Rule(action, seen));
    }

    /** True when the rules with conditions alone, of which each is an instruction or more, are more than a filter has. */
    boolean tooLong() {
        if (rulesWithConditions <= BpfAssembler.MAX_LENGTH) {
            return false;
        }
        int rules = 0;
        for (int i = 0; i <= last; i++) {
            SyscallRules tried = conditional[i];
            rules += tried == null || decided[i] ? 0 : tried.size();
        }
        return rules > BpfAssembler.MAX_LENGTH;
    }

    /** The conditions that this ABI's words can tell apart, without those that always hold. */
    private Condition[] seen(Condition[] conditions) {
        Condition[] seen = new Condition[conditions.length];
        int n = 0;
        for (Condition condition : conditions) {
            Condition c = arch.wide() ? condition : condition.narrow();
            if (!c.always()) {
                seen[n++] = c;
            }
        }
        if (n == seen.length) {
            return seen;
        }
        Condition[] shorter = new Condition[n];
        System.arraycopy(seen, 0, shorter, 0, n);
        return shorter;
    }

    /** Tells the search about every call with a rule, in ascending order, each followed by the default. */
    void describe(NumberSearch search, int defaultAction) {
        for (int relative = 0; relative <= last; relative++) {
            SyscallRules rules = conditional[relative];
            if (!decided[relative] && rules == null) {
                continue;
            }
            long number = Integer.toUnsignedLong(SyscallNumbers.absolute(arch, relative));
            search.from(number, actions[relative], decided[relative] ? null : rules);
            search.from(number + 1, defaultAction, null);
        }
    }
}
