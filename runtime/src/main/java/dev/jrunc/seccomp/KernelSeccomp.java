package dev.jrunc.seccomp;

/**
 * What the running kernel can do: {@code flags} has the SECCOMP_FILTER_FLAG bits that seccomp(2) answers with EFAULT
 * rather than EINVAL, {@code actions} is the text of {@code /proc/sys/kernel/seccomp/actions_avail}.
 */
public record KernelSeccomp(int flags, String actions) {
    /** A kernel of Linux 5.19 or later, which knows everything that a profile can ask for. */
    public static KernelSeccomp complete() {
        return new KernelSeccomp(0x3f, "kill_process kill_thread trap errno user_notif trace log allow");
    }

    /** True when the kernel lists this action; a kernel before 4.14 has no list, and the five oldest actions. */
    boolean knows(String action) {
        String list = actions.isEmpty() ? "kill_thread trap errno trace allow" : actions;
        int from = 0;
        while (true) {
            int at = list.indexOf(action, from);
            if (at < 0) {
                return false;
            }
            int end = at + action.length();
            boolean starts = at == 0 || list.charAt(at - 1) == ' ';
            if (starts && (end == list.length() || list.charAt(end) <= ' ')) {
                return true;
            }
            from = end;
        }
    }
}
