package dev.jrunc.bundle.tar;

import com.github.luben.zstd.util.Native;
import dev.jrunc.bundle.report.BundleException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/** How an archive is compressed, as its first bytes tell; its name says nothing. */
public enum Compression {
    NONE("not compressed"),
    GZIP("gzip"),
    ZSTD("zstd");

    private static final int BUFFER = 1 << 16;

    private final String words;

    Compression(String words) {
        this.words = words;
    }

    /** The archive itself; gzip and zstd may come in several pieces one after the other. */
    public static InputStream unpacked(InputStream raw) throws IOException, BundleException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
        return of(in).open(in);
    }

    /** Whether a reader of plain archives has no use for this. */
    public static boolean isCompressed(InputStream raw) throws IOException, BundleException {
        return of(new BufferedInputStream(raw, BUFFER)) != NONE;
    }

    /** Unpacks what must be compressed in this way and no other. */
    public InputStream unpackedStrictly(InputStream raw) throws IOException, BundleException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
        Compression actual = of(in);
        if (actual != this) {
            throw new TarException("its media type says " + words + ", its content is " + actual.words);
        }
        return open(in);
    }

    private InputStream open(BufferedInputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GzipMembers(in);
            case ZSTD -> zstd(in);
        };
    }

    private static InputStream zstd(InputStream in) throws IOException {
        NativeLibrary.choose();
        if (!Native.isLoaded()) {
            Native.load();
        }
        return new ZstdCompressorInputStream(in);
    }

    private static Compression of(BufferedInputStream in) throws IOException, BundleException {
        in.mark(4);
        byte[] magic = in.readNBytes(4);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            return GZIP;
        }
        // A zstd stream may start with a skippable frame (RFC 8878, 3.1.2), 0x184D2A50 to 5F.
        boolean skippable = magic.length == 4
                && (magic[0] & 0xf0) == 0x50
                && magic[1] == 0x2a
                && magic[2] == 0x4d
                && magic[3] == 0x18;
        if (skippable || starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return ZSTD;
        }
        String other = starts(magic, 0xfd, '7', 'z', 'X') ? "xz" : starts(magic, 'B', 'Z', 'h') ? "bzip2" : "";
        if (!other.isEmpty()) {
            throw new TarException(
                    "compressed with " + other + ", which is not supported: decompress it first, or use gzip or zstd");
        }
        return NONE;
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
