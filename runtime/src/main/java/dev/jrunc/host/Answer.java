package dev.jrunc.host;

import dev.jrunc.plan.Utf8;
import java.util.ArrayList;
import java.util.List;

/** What the launcher found: the errno (0: it is there) and the value. */
public final class Answer {
    private final int errno;
    private final byte[] value;

    public Answer(int errno, byte[] value) {
        this.errno = errno;
        this.value = value;
    }

    public int errno() {
        return errno;
    }

    public boolean found() {
        return errno == 0;
    }

    public byte[] bytes() {
        return value;
    }

    public String text() {
        return Utf8.decode(value, 0, value.length);
    }

    /** The names of a LIST answer. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < value.length; i++) {
            if (value[i] == 0) {
                names.add(Utf8.decode(value, start, i - start));
                start = i + 1;
            }
        }
        return names;
    }

    /** st_mode of a STAT answer. */
    public int mode() throws ProtocolException {
        return new ByteSource(value).u32();
    }

    public boolean isDirectory() throws ProtocolException {
        return found() && (mode() & 0170000) == 0040000;
    }

    /** st_ino of a STAT answer. */
    public long inode() throws ProtocolException {
        if (value.length < 40) {
            throw new ProtocolException("a stat of " + value.length + " bytes");
        }
        return new ByteSource(value, 32, 8).u64();
    }

    /** Owner of a STAT answer. */
    public int uid() throws ProtocolException {
        ByteSource in = new ByteSource(value);
        in.u32();
        return in.u32();
    }
}
