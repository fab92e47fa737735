package dev.jrunc.bundle.tar;

/** An archive that is larger than the caller allows; more of it is not worth reading. */
public final class LimitException extends TarException {
    private static final long serialVersionUID = 1;

    public LimitException(String message) {
        super(message);
    }
}
