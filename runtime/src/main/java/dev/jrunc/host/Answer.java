package dev.jrunc.host;

import dev.jrunc.plan.Utf8;
import java.util.ArrayList;
import java.util.List;

/** What the launcher found: the errno (0: it is there) and its bytes. */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
public record Answer(int errno, byte[] bytes) {
    public boolean found() {
        return errno == 0;
    }

    public String text() {
        return Utf8.decode(bytes, 0, bytes.length);
    }

    /** The names of a LIST answer. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == 0) {
                names.add(Utf8.decode(bytes, start, i - start));
                start = i + 1;
            }
        }
        return names;
    }

    /** st_mode of a STAT answer. */
    public int mode() throws ProtocolException {
        return new ByteSource(bytes).u32();
    }

    public boolean isDirectory() throws ProtocolException {
        return found() && (mode() & 0170000) == 0040000;
    }

    /** Owner of a STAT answer. */
    public int uid() throws ProtocolException {
        ByteSource in = new ByteSource(bytes);
        in.u32();
        return in.u32();
    }

    /** st_ino of a STAT answer. */
    public long inode() throws ProtocolException {
        ByteSource in = new ByteSource(bytes);
        in.u64();
        return in.u64();
    }
}
