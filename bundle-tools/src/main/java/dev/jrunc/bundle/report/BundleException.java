package dev.jrunc.bundle.report;

/** Something the user can cause or fix; the message says what was tried, on what, and why it failed. */
public class BundleException extends Exception {
    private static final long serialVersionUID = 1;

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }
}
