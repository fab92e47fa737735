package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.report.BundleException;

/** An archive that is damaged, or means to do damage. */
public class TarException extends BundleException {
    private static final long serialVersionUID = 1;

    public TarException(String message) {
        super(message);
    }
}
