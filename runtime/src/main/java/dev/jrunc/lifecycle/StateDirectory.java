package dev.jrunc.lifecycle;

import dev.jrunc.plan.Refusal;

/** The directory of one container under the state root; the names in it are those of {@code docs/plan-format.md}. */
public final class StateDirectory {
    private static final int MAX_ID = 1024;

    private final String path;

    private StateDirectory(String path) {
        this.path = path;
    }

    /**
     * The directory of the container with this id.
     *
     * @param root absolute
     * @throws Refusal when the id is empty or holds anything but letters, digits and {@code _+-.}, or is a dot name
     */
    public static StateDirectory of(String root, String id) throws Refusal {
        checkId(id);
        return new StateDirectory(root + "/" + id);
    }

    private static void checkId(String id) throws Refusal {
        if (id.isEmpty()) {
            throw new Refusal("container id cannot be empty");
        }
        boolean valid = id.length() <= MAX_ID && !id.equals(".") && !id.equals("..");
        for (int i = 0; valid && i < id.length(); i++) {
            char c = id.charAt(i);
            valid = isLetterOrDigit(c) || c == '_' || c == '+' || c == '-' || c == '.';
        }
        if (!valid) {
            throw new Refusal(
                    "invalid container ID format",
                    "",
                    "use letters, digits, \"_\", \"+\", \"-\" and \".\" only, not \".\" or \"..\"");
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    public String path() {
        return path;
    }

    public String state() {
        return path + "/state.json";
    }

    public String config() {
        return path + "/config.json";
    }

    public String record() {
        return path + "/record";
    }

    /** A symbolic link whose target says what {@link SavedState#linkTarget} does. */
    public String link() {
        return path + "/process";
    }

    /** Directory of the socket that the container notifies. */
    public String notifications() {
        return path + "/notify";
    }

    public String fifo() {
        return path + "/exec.fifo";
    }
}
