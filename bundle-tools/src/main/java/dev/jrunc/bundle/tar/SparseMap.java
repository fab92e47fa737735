package dev.jrunc.bundle.tar;

import dev.jrunc.bundle.tar.TarEntry.Extent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the data of a sparse file belongs, in any of GNU tar's four formats (its manual, "Sparse Formats"). */
record SparseMap(List<Extent> extents, long realSize) {
    private static final int MOST_EXTENTS = 1_000_000;

    /**
     * The map of the member whose header was just read, or null when it is an ordinary file.
     *
     * @param oldHeader the header block when it is of GNU's own type {@code S}
     */
    static @Nullable SparseMap of(byte @Nullable [] oldHeader, PaxRecords records, TarReader reader)
            throws IOException, TarException {
        if (oldHeader != null) {
            return old(oldHeader, reader);
        }
        long size = records.number("GNU.sparse.size", records.number("GNU.sparse.realsize", -1));
        String map = records.text("GNU.sparse.map");
        if (map != null) {
            List<Long> numbers = new ArrayList<>();
            for (String number : map.split(",", -1)) {
                numbers.add(PaxRecords.decimal("GNU.sparse.map", number.getBytes(StandardCharsets.UTF_8)));
            }
            return new SparseMap(pairs(numbers), size);
        }
        if (records.number("GNU.sparse.major", 0) == 1) {
            return new SparseMap(pairs(inData(reader)), size);
        }
        return records.sparseNumbers().isEmpty() ? null : new SparseMap(pairs(records.sparseNumbers()), size);
    }

    private static SparseMap old(byte[] header, TarReader reader) throws IOException, TarException {
        List<Extent> extents = new ArrayList<>();
        long realSize = TarHeader.number(header, 483, 12, "sparse size");
        addOld(header, 386, 4, extents);
        boolean more = header[482] != 0;
        while (more) {
            byte[] block = reader.headerBlock();
            addOld(block, 0, 21, extents);
            more = block[504] != 0;
        }
        return new SparseMap(extents, realSize);
    }

    private static void addOld(byte[] block, int at, int count, List<Extent> extents) throws TarException {
        for (int i = 0; i < count && block[at + 24 * i + 12] != 0; i++) {
            add(
                    extents,
                    TarHeader.number(block, at + 24 * i, 12, "sparse offset"),
                    TarHeader.number(block, at + 24 * i + 12, 12, "sparse length"));
        }
    }

    /** Format 1.0: decimal numbers, a line each, in whole blocks before the data. */
    private static List<Long> inData(TarReader reader) throws IOException, TarException {
        List<Long> numbers = new ArrayList<>();
        long wanted = -1;
        long number = 0;
        int digits = 0;
        while (true) {
            for (byte b : reader.dataBlock()) {
                if (b >= '0' && b <= '9' && digits < 18) {
                    number = number * 10 + b - '0';
                    digits++;
                } else if (b == '\n' && digits > 0) {
                    if (wanted < 0) {
                        wanted = 2 * number;
                    } else {
                        numbers.add(number);
                    }
                    number = 0;
                    digits = 0;
                    if (numbers.size() == wanted) {
                        return numbers;
                    }
                    if (numbers.size() > 2 * MOST_EXTENTS) {
                        throw new TarException("a sparse file in more than " + MOST_EXTENTS + " pieces");
                    }
                } else {
                    throw new TarException("damaged archive: the map of a sparse file is unreadable");
                }
            }
        }
    }

    private static List<Extent> pairs(List<Long> numbers) throws TarException {
        if (numbers.size() % 2 != 0) {
            throw new TarException("damaged archive: the map of a sparse file is incomplete");
        }
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < numbers.size(); i += 2) {
            add(extents, numbers.get(i), numbers.get(i + 1));
        }
        return extents;
    }

    private static void add(List<Extent> extents, long offset, long length) throws TarException {
        if (extents.size() == MOST_EXTENTS) {
            throw new TarException("a sparse file in more than " + MOST_EXTENTS + " pieces");
        }
        extents.add(new Extent(offset, length));
    }

    /** The pieces, when they are in order, inside the file, and as long as the data together. */
    List<Extent> check(long dataSize) throws TarException {
        long end = 0;
        long sum = 0;
        for (Extent extent : extents) {
            boolean inside = extent.offset() >= end
                    && extent.length() >= 0
                    && extent.offset() <= realSize
                    && extent.length() <= realSize - extent.offset();
            if (!inside) {
                throw new TarException("damaged archive: the pieces of a sparse file overlap or leave it");
            }
            end = extent.offset() + extent.length();
            sum += extent.length();
        }
        if (sum != dataSize || realSize < 0) {
            throw new TarException("damaged archive: the pieces of a sparse file are not as long as its data");
        }
        return List.copyOf(extents);
    }
}
