package dev.jrunc.plan;

import java.util.Map;

/**
 * crun's annotation for processes that keep the supplementary groups of the caller; Podman sets it for {@code --group-add
 * keep-groups}, with which an ordinary user's container reaches files that a group of the user may use.
 */
public final class KeptGroups {
    private static final String ANNOTATION = "run.oci.keep_original_groups";

    private KeptGroups() {}

    public static boolean in(Map<String, String> annotations) {
        String value = annotations.get(ANNOTATION);
        return value != null && !value.isEmpty() && !value.equals("0") && !value.equals("false");
    }
}
