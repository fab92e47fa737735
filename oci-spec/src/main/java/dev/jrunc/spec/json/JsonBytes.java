package dev.jrunc.spec.json;

/** What can be said of a document's bytes before it is parsed. */
final class JsonBytes {
    /** No error. */
    static final int PLAIN = -1;

    /** No error, and an escape that stands for NUL or for half a surrogate pair, which the bytes themselves cannot. */
    static final int SUSPECT = -2;

    private JsonBytes() {}

    /** {@link #PLAIN}, {@link #SUSPECT}, or the offset of the first byte that is no UTF-8 (RFC 3629, section 4). */
    static int scan(byte[] json) {
        int result = PLAIN;
        int end = json.length;
        for (int i = 0; i < end; i++) {
            byte b = json[i];
            if (b < 0) {
                int length = sequence(json, i);
                if (length == 0) {
                    return i;
                }
                i += length - 1;
            } else if (b == '\\') {
                if (isSuspect(json, i + 1)) {
                    result = SUSPECT;
                }
                i++;
            }
        }
        return result;
    }

    private static boolean isSuspect(byte[] json, int at) {
        if (at + 2 >= json.length || json[at] != 'u') {
            return false;
        }
        return json[at + 1] == 'd' || json[at + 1] == 'D' || (json[at + 1] == '0' && json[at + 2] == '0');
    }

    /** The length of the well-formed sequence of two to four bytes that begins here, or 0. */
    private static int sequence(byte[] json, int at) {
        int lead = json[at] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || at + length > json.length) {
            return 0;
        }
        int second = json[at + 1] & 0xff;
        // Overlong forms, surrogates and values above U+10FFFF show in the second byte.
        int low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((json[at + i] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
