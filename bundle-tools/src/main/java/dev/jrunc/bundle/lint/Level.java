package dev.jrunc.bundle.lint;

/** How bad a finding is, in the words of RFC 2119; worst first. */
public enum Level {
    MUST("error"),
    SHOULD("warning"),
    MAY("note");

    private final String sarif;

    Level(String sarif) {
        this.sarif = sarif;
    }

    /** The word that SARIF 2.1.0 §3.27.10 has for it. */
    public String sarif() {
        return sarif;
    }

    /** True when it is as bad as the other, or worse. */
    public boolean isAtLeast(Level other) {
        return compareTo(other) <= 0;
    }
}
