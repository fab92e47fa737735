package dev.jrunc.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** The documents that real engines handed to their runtime, by file name. */
public final class EngineDocuments {
    private EngineDocuments() {}

    public static Map<String, byte[]> all() throws IOException {
        byte[] all;
        try (InputStream in = new GZIPInputStream(EngineDocuments.class.getResourceAsStream("/engine-configs.gz"))) {
            all = in.readAllBytes();
        }
        Map<String, byte[]> documents = new TreeMap<>();
        int at = 0;
        while (at < all.length) {
            int end = at;
            while (all[end] != '\n') {
                end++;
            }
            String[] head = new String(all, at, end - at, StandardCharsets.UTF_8).split(" ", -1);
            int length = Integer.parseInt(head[1]);
            documents.put(head[0], Arrays.copyOfRange(all, end + 1, end + 1 + length));
            at = end + 1 + length + 1;
        }
        return documents;
    }
}
