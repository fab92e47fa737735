package dev.jrunc.spec.json;

/** Thrown when a document cannot be read; whoever wrote the document can mend it. */
public final class SpecException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient JsonProblem problem;

    SpecException(JsonProblem problem) {
        super(problem.text());
        this.problem = problem;
    }

    /** The parts of the message. */
    public JsonProblem problem() {
        return problem;
    }
}
