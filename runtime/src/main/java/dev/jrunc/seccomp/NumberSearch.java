package dev.jrunc.seccomp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Maps every system call number of one token to what is done with it: ranges of numbers that share an action, found by
 * binary search.
 */
final class NumberSearch {
    /** The longest list of comparisons, a matter of taste: each may cost a call one more step. */
    private static final int EXCEPTIONS = 4;

    private final BpfAssembler out;
    private long[] starts = new long[256];
    /** The action of a range; of no meaning where {@link #calls} has an entry. */
    private int[] actions = new int[256];

    private @Nullable SyscallRules[] calls = new SyscallRules[256];
    private int[] labels = {};
    /** The first range of each run: ranges of which every second one has the same action. */
    private int[] runs = {};

    private int size;

    NumberSearch(BpfAssembler out) {
        this.out = out;
    }

    /** From this number on, until the next, the rules are tried, or without any the action is returned. */
    void from(long start, int action, @Nullable SyscallRules rules) {
        if (size > 0 && starts[size - 1] == start) {
            size--;
        }
        if (size > 0 && rules == null && calls[size - 1] == null && actions[size - 1] == action) {
            return;
        }
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            actions = Arrays.copyOf(actions, 2 * size);
            calls = Arrays.copyOf(calls, 2 * size);
        }
        starts[size] = start;
        actions[size] = action;
        calls[size] = rules;
        size++;
    }

    /** Writes the search and the rules; {@code otherwise} is the action where no rule matches. */
    int write(int otherwise) {
        labels = new int[size];
        for (int i = 0; i < size; i++) {
            SyscallRules rules = calls[i];
            if (rules != null) {
                labels[i] = new ConditionCode(out, rules.wide()).write(rules.ordered(), otherwise);
            }
        }
        return out.load(BpfAssembler.NUMBER_OFFSET, search(0, findRuns() - 1));
    }

    /** Cuts the ranges into runs from the left, each as long as it can be, and returns how many there are. */
    private int findRuns() {
        runs = new int[size + 1];
        int n = 0;
        int first = 0;
        while (first < size) {
            runs[n++] = first;
            first = Math.max(end(first, first), end(first, first + 1));
        }
        runs[n] = size;
        return n;
    }

    /** The end of the run from {@code first} in which {@code common} and every second range after it are alike. */
    private int end(int first, int common) {
        if (common >= size || calls[common] != null) {
            return first + 1;
        }
        int i = common;
        while (i + 1 < size && i - first < 2 * EXCEPTIONS) {
            i++;
            if ((i - common) % 2 == 0) {
                // What was an exception stands between two common ranges now: it has to be a single number.
                if (calls[i] != null || actions[i] != actions[common] || starts[i] != starts[i - 1] + 1) {
                    return i;
                }
            }
        }
        return i + 1;
    }

    private int search(int firstRun, int lastRun) {
        if (firstRun == lastRun) {
            return run(runs[firstRun], runs[firstRun + 1] - 1);
        }
        int middle = (firstRun + lastRun + 1) >>> 1;
        int right = search(middle, lastRun);
        int left = search(firstRun, middle - 1);
        return out.jump(BpfAssembler.JUMP_GE, (int) starts[runs[middle]], right, left);
    }

    /** Compares with the exceptions one after the other: for few of them that is shorter than halving. */
    private int run(int first, int last) {
        int common = end(first, first) > last ? first : first + 1;
        int label = target(common);
        for (int i = last - (last - common + 1) % 2; i > common; i -= 2) {
            int operator = i == last ? BpfAssembler.JUMP_GE : BpfAssembler.JUMP_EQ;
            label = out.jump(operator, (int) starts[i], target(i), label);
        }
        return common == first ? label : out.jump(BpfAssembler.JUMP_GE, (int) starts[common], label, target(first));
    }

    private int target(int range) {
        return calls[range] != null ? labels[range] : out.returns(actions[range]);
    }
}
