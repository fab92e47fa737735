package dev.jrunc.bundle.digest;

/** A digest being computed. */
public interface DigestState {
    void update(byte[] data, int offset, int length);

    /** The digest of everything so far; call it once. */
    Digest finish();
}
