package dev.jrunc.host;

/** Launcher and engine come from different builds: one of them has been replaced since the other was started. */
public final class OtherBuildException extends ProtocolException {
    private static final long serialVersionUID = 1L;

    OtherBuildException(String message) {
        super(message);
    }
}
