package dev.jrunc.seccomp;

import dev.jrunc.seccomp.Condition.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of one system call in the order in which they are tried; the first that matches decides.
 *
 * <p>The order is libseccomp's, not the profile's: there a rule is a path through a tree of 32-bit comparisons (high
 * word first), paths with a common start share it, and the branches of a node are sorted: higher arguments first, then
 * equality before less before greater, then larger values first (smaller first for less).
 */
final class SyscallRules {
    private final boolean wide;
    private final List<Rule> added = new ArrayList<>(1);
    private final List<Rule> rules = new ArrayList<>(0);

    SyscallRules(boolean wide) {
        this.wide = wide;
    }

    /** True when both words of an argument are compared. */
    boolean wide() {
        return wide;
    }

    int size() {
        return added.size();
    }

    /** The rules in the order in which they are tried; any order will do when they all say the same. */
    List<Rule> ordered() {
        for (int i = 1; i < added.size(); i++) {
            if (added.get(i).action() != added.get(0).action()) {
                for (int k = 0; k < added.size(); k++) {
                    rules.add(position(added.get(k)), added.get(k));
                }
                return rules;
            }
        }
        return added;
    }

    /** Adds a rule; false when an earlier one has the same conditions, or these and more, for another action. */
    boolean add(Rule rule) {
        for (int i = added.size() - 1; i >= 0; i--) {
            Rule known = added.get(i);
            if (known.begins(rule)) {
                return known.action() == rule.action() || known.conditions().length < rule.conditions().length;
            }
            if (rule.begins(known)) {
                if (known.action() != rule.action()) {
                    return false;
                }
                added.remove(i);
            }
        }
        added.add(rule);
        return true;
    }

    /** Walks the tree that the list stands for: the rules between two indexes share their first {@code depth} nodes. */
    private int position(Rule rule) {
        int depth = 0;
        int from = 0;
        int to = rules.size();
        while (from < to && depth < depth(rule)) {
            Rule group = rules.get(from);
            int end = from + 1;
            while (end < to && sameNode(group, rules.get(end), depth)) {
                end++;
            }
            if (sameNode(group, rule, depth)) {
                to = end;
                depth++;
            } else if (precedes(rule, group, depth)) {
                return from;
            } else {
                from = end;
            }
        }
        return from;
    }

    private int nodesOf(Condition condition) {
        return !wide ? 1 : ordered(condition.operator()) ? 3 : 2;
    }

    private int depth(Rule rule) {
        int nodes = 0;
        for (Condition condition : rule.conditions()) {
            nodes += nodesOf(condition);
        }
        return nodes;
    }

    private boolean sameNode(Rule a, Rule b, int depth) {
        int i = conditionAt(a, depth);
        int k = conditionAt(b, depth);
        if (i < 0 || k < 0) {
            return false;
        }
        Condition x = a.conditions()[i];
        Condition y = b.conditions()[k];
        int xNode = nodeAt(a, i, depth);
        int yNode = nodeAt(b, k, depth);
        return x.argument() == y.argument()
                && high(x, xNode) == high(y, yNode)
                && kind(x, xNode) == kind(y, yNode)
                && word(x.value(), x, xNode) == word(y.value(), y, yNode)
                && word(x.mask(), x, xNode) == word(y.mask(), y, yNode);
    }

    /** True when rule {@code a} is tried before {@code b}, whose node at this depth differs. */
    private boolean precedes(Rule a, Rule b, int depth) {
        int i = conditionAt(a, depth);
        int k = conditionAt(b, depth);
        if (i < 0 || k < 0) {
            return false;
        }
        Condition x = a.conditions()[i];
        Condition y = b.conditions()[k];
        int xNode = nodeAt(a, i, depth);
        int yNode = nodeAt(b, k, depth);
        if (x.argument() != y.argument()) {
            return x.argument() > y.argument();
        }
        if (high(x, xNode) != high(y, yNode)) {
            return high(x, xNode);
        }
        int rank = rank(x.operator()) - rank(y.operator());
        if (rank != 0) {
            return rank > 0;
        }
        long xWord = word(x.value(), x, xNode);
        long yWord = word(y.value(), y, yNode);
        return rank(x.operator()) == 2 ? xWord < yWord : xWord > yWord;
    }

    /** The index of the condition that a node belongs to, or -1 below the last one. */
    private int conditionAt(Rule rule, int depth) {
        int left = depth;
        Condition[] conditions = rule.conditions();
        for (int i = 0; i < conditions.length; i++) {
            left -= nodesOf(conditions[i]);
            if (left < 0) {
                return i;
            }
        }
        return -1;
    }

    private int nodeAt(Rule rule, int condition, int depth) {
        int node = depth;
        for (int i = 0; i < condition; i++) {
            node -= nodesOf(rule.conditions()[i]);
        }
        return node;
    }

    private boolean high(Condition condition, int node) {
        return wide && node < nodesOf(condition) - 1;
    }

    private long word(long value, Condition condition, int node) {
        return high(condition, node) ? value >>> 32 : value & 0xffffffffL;
    }

    /** The 32-bit comparison that a node makes: the negations use the false branch of their opposite. */
    private Operator kind(Condition condition, int node) {
        Operator operator = condition.operator();
        if (high(condition, node) && ordered(operator)) {
            return node == 0 ? Operator.GT : Operator.EQ;
        }
        return switch (operator) {
            case NE, EQ -> Operator.EQ;
            case LT, GE -> Operator.GE;
            case LE, GT -> Operator.GT;
            case MASKED_EQ -> Operator.MASKED_EQ;
        };
    }

    private static boolean ordered(Operator operator) {
        return rank(operator) < 3;
    }

    private static int rank(Operator operator) {
        return switch (operator) {
            case NE, EQ, MASKED_EQ -> 3;
            case LT, LE -> 2;
            case GE, GT -> 1;
        };
    }
}
