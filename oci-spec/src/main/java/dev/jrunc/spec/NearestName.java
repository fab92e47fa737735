package dev.jrunc.spec;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the known name that a mistyped one was probably meant to be; for messages, never on the way to success. */
public final class NearestName {
    private NearestName() {}

    /** The known name with the smallest edit distance, or null when none is near. */
    public static @Nullable String of(String typed, String[] known) {
        if (typed.length() > 64) {
            return null;
        }
        String lower = typed.toLowerCase(Locale.ROOT);
        String best = null;
        int nearest = Integer.MAX_VALUE;
        for (String name : known) {
            int limit = Math.min(nearest - 1, tolerance(typed, name));
            if (Math.abs(name.length() - typed.length()) > limit) {
                continue;
            }
            int distance = distance(lower, name.toLowerCase(Locale.ROOT));
            if (distance <= limit) {
                nearest = distance;
                best = name;
            }
        }
        return best == null ? partOf(lower, known) : best;
    }

    /** {@code NOFILE} for RLIMIT_NOFILE, {@code net} for network. */
    private static @Nullable String partOf(String typed, String[] known) {
        for (String name : known) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (typed.length() > 2 && (lower.endsWith("_" + typed) || lower.startsWith(typed))) {
                return name;
            }
        }
        return null;
    }

    /** A third of the letters may differ, but only half of those after a prefix such as {@code CAP_}. */
    private static int tolerance(String typed, String name) {
        int own = 0;
        for (int i = 0; i < typed.length() && i < name.length() && typed.charAt(i) == name.charAt(i); i++) {
            own = typed.charAt(i) == '_' ? i + 1 : own;
        }
        return Math.max(1, Math.min(typed.length() / 3, (typed.length() - own) / 2));
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one name into the other. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                d[i][j] = Math.min(replace, Math.min(d[i - 1][j], d[i][j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
