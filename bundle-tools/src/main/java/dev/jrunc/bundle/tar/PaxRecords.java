package dev.jrunc.bundle.tar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records of a PAX extended header; values stay bytes, for names and attributes need not be UTF-8. */
final class PaxRecords {
    private static final String XATTR = "SCHILY.xattr.";

    private static final Set<String> KNOWN = Set.of(
            "path",
            "linkpath",
            "size",
            "uid",
            "gid",
            "mtime",
            "GNU.sparse.major",
            "GNU.sparse.map",
            "GNU.sparse.name",
            "GNU.sparse.realsize",
            "GNU.sparse.size");

    private final Map<String, byte[]> values = new HashMap<>();
    private final Set<String> takenBack = new HashSet<>();
    private long held;
    /** GNU's format 0.0 repeats its two keys, so a map is not enough. */
    private final List<Long> sparse = new ArrayList<>();

    /** Records later in the archive win; an empty value takes a key back. */
    void add(byte[] data) throws TarException {
        int at = 0;
        while (at < data.length) {
            int space = at;
            while (space < data.length && data[space] >= '0' && data[space] <= '9' && space - at < 8) {
                space++;
            }
            if (space == at || space == data.length || data[space] != ' ') {
                throw new TarException("damaged archive: a PAX record without its length");
            }
            int length = Integer.parseInt(new String(data, at, space - at, StandardCharsets.US_ASCII));
            int end = at + length - 1;
            int equals = space + 1;
            while (equals < Math.min(end, data.length) && data[equals] != '=') {
                equals++;
            }
            if (length > data.length - at
                    || end <= space
                    || data[end] != '\n'
                    || equals >= end
                    || equals == space + 1) {
                throw new TarException("damaged archive: a PAX record of the wrong length");
            }
            put(
                    new String(data, space + 1, equals - space - 1, StandardCharsets.UTF_8),
                    Arrays.copyOfRange(data, equals + 1, end));
            at += length;
        }
    }

    private void put(String key, byte[] value) throws TarException {
        if (key.indexOf('\0') >= 0) {
            throw new TarException("damaged archive: a PAX key must not hold a zero byte");
        }
        if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparse.add(decimal(key, value));
        } else if (key.startsWith(XATTR) || (KNOWN.contains(key) && value.length > 0)) {
            byte[] old = values.put(key, value);
            takenBack.remove(key);
            held += old == null ? 2L * key.length() + value.length : value.length - old.length;
        } else if (KNOWN.contains(key)) {
            values.remove(key);
            takenBack.add(key);
        }
    }

    /** These records of one member, with the global ones where they say nothing, wherever either stood (pax, "g"). */
    PaxRecords over(PaxRecords global) {
        if (global.values.isEmpty()) {
            return this;
        }
        PaxRecords all = new PaxRecords();
        all.values.putAll(global.values);
        all.values.keySet().removeAll(takenBack);
        all.values.putAll(values);
        all.sparse.addAll(sparse);
        return all;
    }

    /** How much memory they take. */
    long held() {
        return held + 16L * sparse.size();
    }

    byte @Nullable [] bytes(String key) {
        return values.get(key);
    }

    long number(String key, long otherwise) throws TarException {
        byte[] value = values.get(key);
        return value == null ? otherwise : decimal(key, value);
    }

    @Nullable
    String text(String key) {
        byte[] value = values.get(key);
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    List<Long> sparseNumbers() {
        return sparse;
    }

    Map<String, byte[]> xattrs() {
        Map<String, byte[]> attributes = new HashMap<>();
        for (Map.Entry<String, byte[]> entry : values.entrySet()) {
            if (entry.getKey().startsWith(XATTR)) {
                attributes.put(entry.getKey().substring(XATTR.length()), entry.getValue());
            }
        }
        return attributes;
    }

    /** Seconds and nanoseconds since 1970, rounded down: [seconds, nanos]. */
    long @Nullable [] time(String key) throws TarException {
        String text = text(key);
        if (text == null) {
            return null;
        }
        int point = text.indexOf('.');
        String whole = point < 0 ? text : text.substring(0, point);
        String fraction = point < 0 ? "" : text.substring(point + 1);
        boolean negative = whole.startsWith("-");
        long seconds = whole.equals("-") ? 0 : signed(key, whole);
        long nanos = 0;
        for (int i = 0; i < 9; i++) {
            int digit = i < fraction.length() ? fraction.charAt(i) - '0' : 0;
            if (digit < 0 || digit > 9) {
                throw new TarException("damaged archive: PAX " + key + " is no time");
            }
            nanos = nanos * 10 + digit;
        }
        if (negative && nanos > 0) {
            return new long[] {seconds - 1, 1_000_000_000 - nanos};
        }
        return new long[] {seconds, nanos};
    }

    /** Digits are those of ASCII: whoever takes others, or a plus sign, reads another archive than the rest. */
    private static long signed(String key, String text) throws TarException {
        boolean digits = true;
        for (int i = text.startsWith("-") ? 1 : 0; i < text.length(); i++) {
            digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        try {
            if (digits) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // None, or too many of them.
        }
        throw new TarException("damaged archive: PAX " + key + " is no number");
    }

    static long decimal(String key, byte[] value) throws TarException {
        long number = signed(key, new String(value, StandardCharsets.ISO_8859_1));
        if (number < 0) {
            throw new TarException("damaged archive: PAX " + key + " is negative");
        }
        return number;
    }
}
