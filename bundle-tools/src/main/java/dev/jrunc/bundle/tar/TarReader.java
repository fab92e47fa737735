package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.fs.Metadata;
import dev.jrunc.bundle.fs.Names;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a tar archive from a stream, member by member.
 *
 * <p>Wherever readers are known to disagree (which is how a member is smuggled past a check) it refuses: a wrong
 * checksum, a header with no end marker after it, data after a zero block, two extended headers or two names of one member.
 * A size in a PAX header always wins, and is that of the next file, not of a header between (CVE-2025-62518,
 * CVE-2026-33055).
 */
public final class TarReader {
    /** Longer extended headers do not come from a file system. */
    private static final int LONGEST_HEADER = 1 << 20;
    /** What stands for every member costs every member: an archive could otherwise keep its reader busy for days. */
    private static final int LONGEST_GLOBAL = 64 << 10;

    private static final int REST = 1 << 16;
    private static final long LARGEST_ID = 0xfffffffeL;

    private final InputStream in;
    private final boolean endMayBeMissing;
    private final byte[] block = new byte[TarHeader.BLOCK];
    private final PaxRecords global = new PaxRecords();
    private long position;
    private long dataLeft;
    private long padding;

    /** Reads an archive that must have its end marker. */
    public TarReader(InputStream in) {
        this(in, false);
    }

    /**
     * Reads an archive which is known by other means to be complete.
     *
     * @param endMayBeMissing whether its end stands for the end marker, which not every writer of layers writes
     *     ({@code umoci insert} does not, nor does it fill up the last block)
     */
    public TarReader(InputStream in, boolean endMayBeMissing) {
        this.in = in;
        this.endMayBeMissing = endMayBeMissing;
    }

    /** The next member, or null at the end marker. What is left of the last one's data is skipped. */
    public @Nullable TarEntry next() throws IOException, TarException {
        skip(dataLeft);
        dataLeft = 0;
        if (!skipPadding()) {
            return null;
        }
        PaxRecords own = new PaxRecords();
        boolean extended = false;
        byte[] longName = null;
        byte[] longLink = null;
        while (true) {
            long start = position;
            if (!readBlockOrEnd()) {
                return null;
            }
            if (isZero()) {
                if (readBlockOrEnd() && !isZero()) {
                    throw new TarException("damaged archive: data after a zero block at byte " + start);
                }
                return null;
            }
            TarHeader header = TarHeader.parse(block, start);
            switch (header.type()) {
                case 'x' -> {
                    if (extended) {
                        throw new TarException("damaged archive: two extended headers of one member at byte " + start);
                    }
                    extended = true;
                    own.add(extension(header));
                }
                case 'g' -> {
                    global.add(extension(header));
                    if (global.held() > LONGEST_GLOBAL) {
                        throw new TarException("the global headers are longer than any file system needs");
                    }
                }
                case 'L' -> longName = untilZero(extension(header));
                case 'K' -> longLink = untilZero(extension(header));
                case 'V' -> skip(padded(header.size()));
                default -> {
                    return entry(header, own.over(global), longName, longLink);
                }
            }
        }
    }

    /**
     * Reads on after the end marker, as far as there is anything: so much of a compressed archive is needed to know that it
     * is whole. Members there are nobody's ({@code cat a.tar b.tar}): engines and tar(1) pass over them.
     *
     * @return whether there is more than zeros
     */
    public boolean rest(long most) throws IOException, TarException {
        boolean zeros = true;
        long total = 0;
        byte[] buffer = new byte[REST];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            total += count;
            if (total > most) {
                throw new LimitException("the archive goes on for " + most + " bytes after its end (--max-size)");
            }
            for (int i = 0; zeros && i < count; i++) {
                zeros = buffer[i] == 0;
            }
        }
        return !zeros;
    }

    /** Where the data of the current member starts in the archive. */
    public long dataOffset() {
        return position;
    }

    /** Data of the current member; -1 at its end. */
    public int read(byte[] buffer, int offset, int length) throws IOException, TarException {
        if (dataLeft == 0) {
            return -1;
        }
        int count = in.read(buffer, offset, (int) Math.min(length, dataLeft));
        if (count < 0) {
            throw truncated();
        }
        dataLeft -= count;
        position += count;
        return count;
    }

    private TarEntry entry(TarHeader header, PaxRecords records, byte @Nullable [] longName, byte @Nullable [] longLink)
            throws IOException, TarException {
        byte[] name = only(records.bytes("path"), longName, header.name());
        byte[] link = only(records.bytes("linkpath"), longLink, header.linkName());
        TarType type = type(header.type(), name);
        // Links, nodes and directories have no data, whatever their size field says (POSIX pax, ustar typeflag).
        boolean file = isFile(header.type());
        long size = file ? nonNegative(records.number("size", header.size())) : 0;
        if (file && type != TarType.FILE && size != 0) {
            throw new TarException(Names.printable(name)
                    + ": a file by its type and a directory by its name, with data that some would take for members");
        }
        dataLeft = size;
        padding = padded(size) - size;
        SparseMap sparse = null;
        if (type == TarType.FILE) {
            sparse = SparseMap.of(header.type() == 'S' ? block : null, records, this);
            byte[] realName = records.bytes("GNU.sparse.name");
            name = sparse != null && realName != null ? realName : name;
        }
        if (type == TarType.SYMLINK && contains(link, (byte) 0)) {
            throw new TarException(Names.printable(name) + ": the target of a link must not hold a zero byte");
        }
        boolean node = type == TarType.CHARACTER || type == TarType.BLOCK;
        return new TarEntry(
                type,
                name,
                link,
                dataLeft,
                metadata(header, records),
                node ? nonNegative(header.major()) : 0,
                node ? nonNegative(header.minor()) : 0,
                sparse == null ? null : sparse.check(dataLeft),
                sparse == null ? dataLeft : sparse.realSize());
    }

    private static boolean isFile(char flag) {
        return flag == 0 || flag == '0' || flag == '7' || flag == 'S';
    }

    private static TarType type(char flag, byte[] name) throws TarException {
        return switch (flag) {
            // Before POSIX a slash at the end made a directory.
            case 0, '0', '7', 'S' -> name.length > 0 && name[name.length - 1] == '/' ? TarType.DIRECTORY : TarType.FILE;
            case '1' -> TarType.HARD_LINK;
            case '2' -> TarType.SYMLINK;
            case '3' -> TarType.CHARACTER;
            case '4' -> TarType.BLOCK;
            case '5' -> TarType.DIRECTORY;
            case '6' -> TarType.FIFO;
            default ->
                throw new TarException(Names.printable(name) + ": unknown kind of member '"
                        + (flag > ' ' && flag < 127 ? "" + flag : "byte " + (int) flag) + "'");
        };
    }

    private static Metadata metadata(TarHeader header, PaxRecords records) throws TarException {
        long[] time = records.time("mtime");
        return new Metadata(
                header.mode(),
                id("uid", records.number("uid", header.uid())),
                id("gid", records.number("gid", header.gid())),
                time == null ? header.seconds() : time[0],
                time == null ? 0 : (int) time[1],
                records.xattrs());
    }

    /** 2^32-1 would mean "leave as it is" to chown(2). */
    private static long id(String what, long id) throws TarException {
        if (id < 0 || id > LARGEST_ID) {
            throw new TarException("damaged archive: " + what + " " + id + " is out of range");
        }
        return id;
    }

    private static long nonNegative(long number) throws TarException {
        if (number < 0 || number > Long.MAX_VALUE - 1024) {
            throw new TarException("damaged archive: a size or device number of " + number);
        }
        return number;
    }

    private byte[] extension(TarHeader header) throws IOException, TarException {
        long size = nonNegative(header.size());
        if (size > LONGEST_HEADER) {
            throw new TarException("an extended header of " + size + " bytes is longer than any file system needs");
        }
        byte[] data = new byte[(int) padded(size)];
        readFully(data, data.length);
        return Arrays.copyOf(data, (int) size);
    }

    /** The next 512 bytes of the current member's data, for maps of sparse files that lie there. */
    byte[] dataBlock() throws IOException, TarException {
        if (dataLeft < TarHeader.BLOCK) {
            throw new TarException("damaged archive: the map of a sparse file does not end");
        }
        byte[] data = new byte[TarHeader.BLOCK];
        readFully(data, data.length);
        dataLeft -= data.length;
        return data;
    }

    /** The next 512 bytes after the header: more of an old GNU sparse map, not counted in the size. */
    byte[] headerBlock() throws IOException, TarException {
        byte[] data = new byte[TarHeader.BLOCK];
        readFully(data, data.length);
        return data;
    }

    /** False at the end of the archive, when there may be no marker. */
    private boolean readBlockOrEnd() throws IOException, TarException {
        int count = in.readNBytes(block, 0, block.length);
        position += count;
        if (count == 0 && endMayBeMissing) {
            return false;
        }
        if (count < block.length) {
            throw position == count ? noArchive() : truncated();
        }
        return true;
    }

    /** False at the end of the archive, when there may be no marker: then its last block may not be filled up either. */
    private boolean skipPadding() throws IOException, TarException {
        int count = in.readNBytes(block, 0, (int) padding);
        position += count;
        boolean ended = count < padding;
        padding = 0;
        if (ended && !endMayBeMissing) {
            throw truncated();
        }
        return !ended;
    }

    private void readFully(byte[] into, int length) throws IOException, TarException {
        int count = in.readNBytes(into, 0, length);
        position += count;
        if (count < length) {
            throw truncated();
        }
    }

    private void skip(long count) throws IOException, TarException {
        try {
            in.skipNBytes(count);
        } catch (EOFException e) {
            throw truncated();
        }
        position += count;
    }

    /** Not even one header fits. */
    private TarException noArchive() {
        return new TarException("this is no tar archive, plain, gzip or zstd: it is " + position + " bytes long");
    }

    private TarException truncated() {
        return new TarException(
                "the archive ends after " + position + " bytes, before its end marker: it is cut short");
    }

    private boolean isZero() {
        for (byte b : block) {
            if (b != 0) {
                return false;
            }
        }
        return true;
    }

    private static long padded(long size) {
        return (size + TarHeader.BLOCK - 1) / TarHeader.BLOCK * TarHeader.BLOCK;
    }

    private static byte[] untilZero(byte[] data) {
        int end = 0;
        while (end < data.length && data[end] != 0) {
            end++;
        }
        return Arrays.copyOf(data, end);
    }

    private static boolean contains(byte[] text, byte wanted) {
        for (byte b : text) {
            if (b == wanted) {
                return true;
            }
        }
        return false;
    }

    /** Of a PAX name and a GNU one GNU's tar takes the former, Go's library the latter; no writer gives both. */
    private static byte[] only(byte @Nullable [] pax, byte @Nullable [] gnu, byte[] ustar) throws TarException {
        if (pax != null && gnu != null && !Arrays.equals(pax, gnu)) {
            throw new TarException(Names.printable(gnu) + ": has another name in its extended header");
        }
        return pax != null ? pax : gnu != null ? gnu : ustar;
    }
}
