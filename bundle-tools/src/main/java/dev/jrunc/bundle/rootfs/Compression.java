package dev.jrunc.bundle.rootfs;

import dev.jrunc.bundle.report.BundleException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Tells by its first bytes how an archive is compressed; its name says nothing. */
final class Compression {
    private Compression() {}

    /** The archive itself; gzip may come in several members one after the other. */
    static InputStream unpacked(InputStream raw) throws IOException, BundleException {
        BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            return GzipCompressorInputStream.builder()
                    .setInputStream(in)
                    .setDecompressConcatenated(true)
                    .get();
        }
        String other = starts(magic, 0x28, 0xb5, 0x2f, 0xfd)
                ? "zstd"
                : starts(magic, 0xfd, '7', 'z', 'X') ? "xz" : starts(magic, 'B', 'Z', 'h') ? "bzip2" : "";
        if (!other.isEmpty()) {
            throw new BundleException(
                    "compressed with " + other + ", which is not supported yet: " + "decompress it first, or use gzip");
        }
        return in;
    }

    private static boolean starts(byte[] data, int... magic) {
        for (int i = 0; i < magic.length; i++) {
            if (i >= data.length || (data[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
