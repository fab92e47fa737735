package dev.jrunc.bundle.digest;

import org.bouncycastle.crypto.ExtendedDigest;
import org.bouncycastle.crypto.digests.Blake3Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.jspecify.annotations.Nullable;

/** The algorithms that image-spec registers (descriptor.md#registered-algorithms). */
public enum DigestAlgorithm {
    SHA256("sha256", 32),
    SHA512("sha512", 64),
    BLAKE3("blake3", 32);

    private final String specName;
    private final int size;

    DigestAlgorithm(String specName, int size) {
        this.specName = specName;
        this.size = size;
    }

    public String specName() {
        return specName;
    }

    /** The length of the value in bytes. */
    public int size() {
        return size;
    }

    ExtendedDigest start() {
        return switch (this) {
            case SHA256 -> new SHA256Digest();
            case SHA512 -> new SHA512Digest();
            case BLAKE3 -> new Blake3Digest(256);
        };
    }

    public static @Nullable DigestAlgorithm named(String specName) {
        for (DigestAlgorithm algorithm : values()) {
            if (algorithm.specName.equals(specName)) {
                return algorithm;
            }
        }
        return null;
    }
}
