package dev.jrunc.bundle.edit;

import java.util.ArrayList;
import java.util.List;

/** The whole table of changes, in the order in which they are made, whatever the order on the command line. */
public final class Edits {
    private Edits() {}

    /** Within a group what removes comes before what adds. */
    public static List<EditOption> all() {
        List<EditOption> all = new ArrayList<>();
        all.addAll(DocumentEdits.options());
        all.addAll(RuntimeTool.options());
        all.addAll(ProcessEdits.options());
        all.addAll(LinuxEdits.options());
        all.addAll(ResourceEdits.options());
        all.addAll(SeccompEdits.options());
        all.addAll(DocumentEdits.anything());
        return List.copyOf(all);
    }
}
