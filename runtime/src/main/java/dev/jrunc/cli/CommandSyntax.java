package dev.jrunc.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may stand on the command line of one command.
 *
 * @param words how the words beside the options are written in the help
 * @param least the smallest number of words
 * @param most the largest number of words
 */
record CommandSyntax(String name, String summary, String words, int least, int most, List<OptionSyntax> options) {
    CommandSyntax {
        options = List.copyOf(options);
    }

    /** What stands behind the container's id belongs to another program, whatever it looks like. */
    boolean endsAtFirstWord() {
        return name.equals("exec") || name.equals("ps");
    }

    /** The options that people are told of. */
    List<OptionSyntax> shown() {
        List<OptionSyntax> shown = new ArrayList<>(options.size());
        for (OptionSyntax option : options) {
            if (!option.hidden()) {
                shown.add(option);
            }
        }
        return shown;
    }

    @Nullable
    OptionSyntax option(String given) {
        for (int i = 0; i < options.size(); i++) {
            if (options.get(i).is(given)) {
                return options.get(i);
            }
        }
        return null;
    }
}
