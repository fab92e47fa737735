package dev.jrunc.plan;

import java.util.ArrayList;
import java.util.List;

/** The lines of a text that has one setting in each, as the kernel's files have. */
public final class Lines {
    private Lines() {}

    /** Those that are not empty, in their order; the last one need not end with a newline. */
    public static List<String> of(String text) {
        List<String> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            if (end > start) {
                lines.add(text.substring(start, end));
            }
            start = end + 1;
        }
        return lines;
    }
}
