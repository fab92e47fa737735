package dev.jrunc.fuzz;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Looks for input that breaks a reader: some rounds from a fixed seed as a test of every day, or as many as fit into
 * {@code -Djrunc.fuzz.seconds} from a new one ({@code make fuzz}). Round n has the seed s + n to itself, so that {@code
 * make fuzz FUZZ_SEED=s+n} begins with it.
 */
public final class Fuzz {
    private static final long DEFAULT_SEED = 20261124;

    private final String name;
    private final int rounds;

    /**
     * A search of this many rounds, when there is no time for more.
     *
     * @param name for the report
     */
    public Fuzz(String name, int rounds) {
        this.name = name;
        this.rounds = rounds;
    }

    /** One input: whatever it throws is a failure. */
    public interface Round {
        void run(Mutator mutator) throws Exception;
    }

    /** Runs the rounds; an {@link AssertionError} names the seed of the one that failed. */
    public void run(Round round) {
        Integer seconds = Integer.getInteger("jrunc.fuzz.seconds");
        long first = seed(seconds != null);
        long end = System.nanoTime() + 1_000_000_000L * (seconds == null ? 0 : seconds);
        long count = 0;
        while (seconds == null ? count < rounds : count == 0 || System.nanoTime() - end < 0) {
            long seed = first + count;
            Mutator mutator = new Mutator(seed);
            try {
                round.run(mutator);
            } catch (Exception | StackOverflowError | OutOfMemoryError | AssertionError e) {
                throw new AssertionError(
                        name + ", seed " + seed + ": " + cause(e) + "\nmake fuzz FUZZ_SEED=" + seed
                                + " begins with this input:\n" + mutator.last(),
                        e);
            }
            count++;
        }
        if (seconds != null) {
            System.out.println(name + ": " + count + " rounds from seed " + first);
        }
    }

    /** Where it came from, which Surefire leaves out. */
    private static String cause(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.toString());
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
            text.append("\n  caused by ").append(cause);
        }
        StackTraceElement[] frames = cause.getStackTrace();
        for (int i = 0; i < Math.min(8, frames.length); i++) {
            text.append("\n    at ").append(frames[i]);
        }
        return text.toString();
    }

    private static long seed(boolean search) {
        Long given = Long.getLong("jrunc.seed");
        if (given != null) {
            return given;
        }
        return search ? ThreadLocalRandom.current().nextLong(1L << 40) : DEFAULT_SEED;
    }
}
