package dev.jrunc.host;

import java.io.IOException;

/** The other end of the protocol said something that cannot be: another version of jrunc, or a bug. */
public class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    public ProtocolException(String message) {
        super(message);
    }
}
