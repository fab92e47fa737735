package dev.jrunc.bundle.digest;

import java.util.HexFormat;
import org.bouncycastle.crypto.ExtendedDigest;

/** A digest computed by Bouncy Castle. */
record BouncyState(DigestAlgorithm algorithm, ExtendedDigest state) implements DigestState {
    @Override
    public void update(byte[] data, int offset, int length) {
        state.update(data, offset, length);
    }

    @Override
    public Digest finish() {
        byte[] value = new byte[state.getDigestSize()];
        state.doFinal(value, 0);
        return new Digest(algorithm, HexFormat.of().formatHex(value));
    }
}
