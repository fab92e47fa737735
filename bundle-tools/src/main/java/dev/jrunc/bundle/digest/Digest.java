package dev.jrunc.bundle.digest;

import dev.jrunc.bundle.report.BundleException;

/** A digest as image-spec writes it, {@code algorithm:hex}; nothing else ever becomes one. */
public record Digest(DigestAlgorithm algorithm, String hex) {
    /** Reads what a person or a document gives; the value is never used as a path unchecked (CVE-2024-3727). */
    public static Digest parse(String text) throws BundleException {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new BundleException("digest \"" + text + "\": expected ALGORITHM:HEX, as in sha256:6a0d…");
        }
        DigestAlgorithm algorithm = DigestAlgorithm.named(text.substring(0, colon));
        if (algorithm == null) {
            throw new BundleException(
                    "digest \"" + text + "\": unknown algorithm; known are sha256, sha512 and blake3");
        }
        String hex = text.substring(colon + 1);
        if (hex.length() != 2 * algorithm.size()) {
            throw new BundleException("digest \"" + text + "\": a " + algorithm.specName() + " value has "
                    + 2 * algorithm.size() + " hex digits, this one has " + hex.length());
        }
        for (int i = 0; i < hex.length(); i++) {
            char c = hex.charAt(i);
            boolean digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (!digit) {
                throw new BundleException("digest \"" + text + "\": the value must be lower-case hex");
            }
        }
        return new Digest(algorithm, hex);
    }

    @Override
    public String toString() {
        return algorithm.specName() + ":" + hex;
    }

    /** Of bytes in memory. */
    public static Digest of(byte[] content, DigestAlgorithm algorithm) {
        DigestState state = algorithm.start();
        state.update(content, 0, content.length);
        return state.finish();
    }
}
