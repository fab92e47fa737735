package dev.jrunc.bundle.cli;

import dev.jrunc.bundle.edit.EditOption;
import dev.jrunc.bundle.edit.Edits;
import dev.jrunc.bundle.edit.RuntimeTool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Options as Go's programs take them: a boolean one may stand alone for true, one without a value may have {@code =true} or
 * {@code =false}, and a value may look like an option. Each gets the form that the table of changes has.
 */
final class GoFlags {
    private final Set<String> booleans = new HashSet<>();
    private final Set<String> bare =
            new HashSet<>(List.of("--force", "--host-specific", "--rootless", EditCommand.SECCOMP_ONLY));
    private final Set<String> valued = new HashSet<>(List.of("--template", "--output"));

    private GoFlags() {
        for (EditOption option : Edits.all()) {
            Set<String> kind = option.label().equals("BOOL") ? booleans : option.takesValue() ? valued : bare;
            kind.add(option.name());
            kind.addAll(RuntimeTool.otherNames(option.name()));
        }
    }

    static List<String> plain(List<String> args) {
        return new GoFlags().all(args);
    }

    private List<String> all(List<String> args) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            boolean hasNext = i + 1 < args.size();
            if (valued.contains(arg) && hasNext) {
                i++;
                result.add(arg + "=" + args.get(i));
            } else if (booleans.contains(arg)) {
                boolean said = hasNext
                        && (args.get(i + 1).equals("true") || args.get(i + 1).equals("false"));
                i += said ? 1 : 0;
                result.add(arg + "=" + (said ? args.get(i) : "true"));
            } else if (arg.endsWith("=true") && bare.contains(arg.substring(0, arg.length() - 5))) {
                result.add(arg.substring(0, arg.length() - 5));
            } else if (!arg.endsWith("=false") || !bare.contains(arg.substring(0, arg.length() - 6))) {
                result.add(arg);
            }
        }
        return result;
    }
}
