package dev.jrunc.bundle.tar;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * The members of a gzip file one after the other (RFC 1952, 2.2). Zeros after the last one are padding, as gzip(1) takes
 * them to be; anything else there is an error.
 */
final class GzipMembers extends InputStream {
    private static final int BUFFER = 1 << 16;
    private static final int MAGIC = 0x1f;
    private static final int FHCRC = 2;
    private static final int FEXTRA = 4;
    private static final int FNAME = 8;
    private static final int FCOMMENT = 16;
    private static final int LONGEST_HEADER = 1 << 17;

    private final BufferedInputStream in;
    private GzipCompressorInputStream member;

    GzipMembers(BufferedInputStream in) throws IOException {
        this.in = in;
        this.member = open();
    }

    /** Leaves the stream right behind the member. */
    private GzipCompressorInputStream open() throws IOException {
        checkHeader();
        return GzipCompressorInputStream.builder()
                .setInputStream(in)
                .setBufferSize(BUFFER)
                .get();
    }

    /** A member's header may have a checksum of its own, which the library passes over. */
    private void checkHeader() throws IOException {
        in.mark(LONGEST_HEADER);
        CheckedInputStream header = new CheckedInputStream(in, new CRC32());
        byte[] start = header.readNBytes(10);
        if (start.length == 10 && (start[3] & FHCRC) != 0) {
            int left = LONGEST_HEADER - 14;
            if ((start[3] & FEXTRA) != 0) {
                left -= header.readNBytes(number(header)).length;
            }
            for (int part = start[3] & (FNAME | FCOMMENT); part != 0; part &= part - 1) {
                while (header.read() > 0) {
                    if (--left < 0) {
                        throw new IOException("the gzip header is too long");
                    }
                }
            }
            int checksum = (int) header.getChecksum().getValue() & 0xffff;
            if (number(header) != checksum) {
                throw new IOException("wrong checksum in the gzip header");
            }
        }
        in.reset();
    }

    private static int number(InputStream in) throws IOException {
        byte[] two = in.readNBytes(2);
        return two.length < 2 ? 0 : (two[0] & 0xff) | (two[1] & 0xff) << 8;
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
