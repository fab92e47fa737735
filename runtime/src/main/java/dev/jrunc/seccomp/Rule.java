package dev.jrunc.seccomp;

/** An action and the conditions that all have to hold for it, in the order of their arguments. */
final class Rule {
    private final int action;
    private final Condition[] conditions;

    Rule(int action, Condition[] conditions) {
        this.action = action;
        this.conditions = conditions;
    }

    int action() {
        return action;
    }

    Condition[] conditions() {
        return conditions;
    }

    /** True when the conditions of this rule are the first, or all, of the other's. */
    boolean begins(Rule other) {
        if (conditions.length > other.conditions.length) {
            return false;
        }
        for (int i = 0; i < conditions.length; i++) {
            if (!conditions[i].same(other.conditions[i])) {
                return false;
            }
        }
        return true;
    }
}
