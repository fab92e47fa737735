package dev.jrunc.bundle.image;

import dev.jrunc.bundle.report.BundleException;

/** An image that is damaged, unsuitable, or means to do damage. */
public final class ImageException extends BundleException {
    private static final long serialVersionUID = 1;

    public ImageException(String message) {
        super(message);
    }

    public ImageException(String message, Throwable cause) {
        super(message, cause);
    }
}
