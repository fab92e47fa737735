package dev.jrunc.bundle.digest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest computed by the JDK, which has the processor's instructions for it. */
final class ProcessorState implements DigestState {
    private final DigestAlgorithm algorithm;
    private final MessageDigest state;

    ProcessorState(DigestAlgorithm algorithm, String name) {
        this.algorithm = algorithm;
        try {
            this.state = MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK must have SHA-256
        }
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        state.update(data, offset, length);
    }

    @Override
    public Digest finish() {
        return new Digest(algorithm, HexFormat.of().formatHex(state.digest()));
    }
}
