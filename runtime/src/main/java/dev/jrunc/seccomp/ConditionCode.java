package dev.jrunc.seccomp;

import dev.jrunc.seccomp.Condition.Operator;
import java.util.List;

/** Writes the comparisons of one system call's arguments; the high word is compared too, or it would be a way around. */
final class ConditionCode {
    private final BpfAssembler out;
    private final boolean wide;

    ConditionCode(BpfAssembler out, boolean wide) {
        this.out = out;
        this.wide = wide;
    }

    /** The code that tries the rules in order and returns {@code otherwise} when none matches. */
    int write(List<Rule> rules, int otherwise) {
        int next = out.returns(otherwise);
        int i = rules.size() - 1;
        while (i >= 0) {
            int first = sameHighWord(rules, i);
            if (first < i) {
                next = writeAlternatives(rules, first, i, next);
            } else {
                next = writeRule(rules.get(i), next);
            }
            i = first - 1;
        }
        return next;
    }

    /** The first of the rules up to {@code last} that are one EQ on the same argument with the same high word. */
    private int sameHighWord(List<Rule> rules, int last) {
        int first = last;
        while (first >= 0 && isEquality(rules.get(first)) && sharesHighWord(rules.get(first), rules.get(last))) {
            first--;
        }
        return Math.min(first + 1, last);
    }

    private static boolean isEquality(Rule rule) {
        return rule.conditions().length == 1 && rule.conditions()[0].operator() == Operator.EQ;
    }

    private static boolean sharesHighWord(Rule a, Rule b) {
        Condition x = a.conditions()[0];
        Condition y = b.conditions()[0];
        return x.argument() == y.argument() && x.value() >>> 32 == y.value() >>> 32;
    }

    /** One load of each word for several values. */
    private int writeAlternatives(List<Rule> rules, int first, int last, int otherwise) {
        int label = otherwise;
        for (int i = last; i >= first; i--) {
            Rule rule = rules.get(i);
            int value = (int) rule.conditions()[0].value();
            label = out.jump(BpfAssembler.JUMP_EQ, value, out.returns(rule.action()), label);
        }
        Condition any = rules.get(first).conditions()[0];
        label = out.load(out.argument(any.argument(), false), label);
        return wide ? equal(any, true, label, otherwise) : label;
    }

    private int writeRule(Rule rule, int otherwise) {
        int label = out.returns(rule.action());
        Condition[] conditions = rule.conditions();
        for (int i = conditions.length - 1; i >= 0; i--) {
            label = writeCondition(conditions[i], label, otherwise);
        }
        return label;
    }

    private int writeCondition(Condition condition, int yes, int no) {
        return switch (condition.operator()) {
            case EQ, MASKED_EQ -> writeEqual(condition, yes, no);
            case NE -> writeEqual(condition, no, yes);
            case GT -> writeOrder(condition, BpfAssembler.JUMP_GT, yes, no);
            case LE -> writeOrder(condition, BpfAssembler.JUMP_GT, no, yes);
            case GE -> writeOrder(condition, BpfAssembler.JUMP_GE, yes, no);
            case LT -> writeOrder(condition, BpfAssembler.JUMP_GE, no, yes);
        };
    }

    private int writeEqual(Condition condition, int yes, int no) {
        int low = equal(condition, false, yes, no);
        return wide ? equal(condition, true, low, no) : low;
    }

    /** Compares one word under its mask; nothing is left of it when the mask is empty. */
    private int equal(Condition condition, boolean high, int yes, int no) {
        int mask = (int) (high ? condition.mask() >>> 32 : condition.mask());
        int value = (int) (high ? condition.value() >>> 32 : condition.value());
        if (mask == 0) {
            return yes;
        }
        int label = out.jump(BpfAssembler.JUMP_EQ, value, yes, no);
        if (mask != -1) {
            label = out.and(mask, label);
        }
        return out.load(out.argument(condition.argument(), high), label);
    }

    private int writeOrder(Condition condition, int operator, int yes, int no) {
        long value = condition.value();
        int label = out.jump(operator, (int) value, yes, no);
        label = out.load(out.argument(condition.argument(), false), label);
        if (!wide) {
            return label;
        }
        int high = (int) (value >>> 32);
        label = out.jump(BpfAssembler.JUMP_EQ, high, label, no);
        label = out.jump(BpfAssembler.JUMP_GT, high, yes, label);
        return out.load(out.argument(condition.argument(), true), label);
    }
}
