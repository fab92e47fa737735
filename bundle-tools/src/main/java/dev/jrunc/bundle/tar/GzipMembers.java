package dev.jrunc.bundle.tar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The members of a gzip file one after the other (RFC 1952, 2.2). Zeros after the last one are padding, as gzip(1) takes
 * them to be; anything else there is an error.
 */
final class GzipMembers extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 0x1f;

    private final BufferedInputStream in;
    private GzipCompressorInputStream member;

    GzipMembers(BufferedInputStream in) throws IOException {
        this.in = in;
        this.member = open();
    }

    /** Leaves the stream right behind the member. */
    private GzipCompressorInputStream open() throws IOException {
        return GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setBufferSize(BUFFER)
                .get();
    }

    /** False at the end of the file. */
    private boolean next() throws IOException {
        in.mark(1);
        int first = in.read();
        if (first == MAGIC) {
            in.reset();
            member = open();
            return true;
        }
        byte[] rest = {(byte) Math.max(first, 0)};
        for (int count = 1; count >= 0; count = in.read(rest)) {
            for (int i = 0; i < count; i++) {
                if (rest[i] != 0) {
                    throw new IOException("unexpected data after the end of the gzip stream");
                }
            }
            rest = rest.length == 1 ? new byte[BUFFER] : rest;
        }
        return false;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = member.read(buffer, offset, length);
        while (count < 0 && next()) {
            count = member.read(buffer, offset, length);
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        member.close();
        in.close();
    }
}
