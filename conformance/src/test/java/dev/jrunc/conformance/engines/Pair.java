package dev.jrunc.conformance.engines;

import java.io.IOException;

/** An engine twice, so that a scenario runs with runc and with the runtime under test at the same time. */
final class Pair implements AutoCloseable {
    private static final String REFERENCE = "/usr/sbin/runc";

    private final Engine expected;
    private final Engine actual;
    private final String runtime;

    private Pair(Engine expected, Engine actual, String runtime) {
        this.expected = expected;
        this.actual = actual;
        this.runtime = runtime;
    }

    static Pair start(String name, String runtime) throws IOException {
        Engine expected = Engine.start(name, "expected", runtime);
        return new Pair(expected, Engine.start(name, "actual", runtime), runtime);
    }

    void awaitReady() throws IOException {
        expected.awaitReady();
        actual.awaitReady();
    }

    boolean isAlive() {
        return expected.isAlive() && actual.isAlive();
    }

    Comparison run(Scenario scenario) throws IOException {
        expected.begin(scenario, REFERENCE);
        actual.begin(scenario, runtime);
        return new Comparison(
                expected.outcome().comparable(REFERENCE), actual.outcome().comparable(runtime));
    }

    @Override
    public void close() throws IOException {
        expected.close();
        actual.close();
    }

    /** What must be the same. */
    record Comparison(String expected, String actual) {}
}
