package dev.jrunc.bundle.registry;

import dev.jrunc.bundle.report.BundleException;

/** A registry that cannot be reached, refuses, or answers nonsense. */
public final class RegistryException extends BundleException {
    private static final long serialVersionUID = 1;

    public RegistryException(String message) {
        super(message);
    }

    public RegistryException(String message, Throwable cause) {
        super(message, cause);
    }
}
