package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.report.BundleException;
import java.util.Locale;
import java.util.StringJoiner;

/** Values of options that are one of a few words. */
final class Words {
    private Words() {}

    /** The constant of that name, in any case. */
    static <E extends Enum<E>> E one(String option, String word, E[] known) throws BundleException {
        StringJoiner names = new StringJoiner(", ");
        for (E each : known) {
            if (each.name().equalsIgnoreCase(word)) {
                return each;
            }
            names.add(each.name().toLowerCase(Locale.ROOT));
        }
        throw new BundleException(option + " " + word + ": expected one of " + names);
    }
}
