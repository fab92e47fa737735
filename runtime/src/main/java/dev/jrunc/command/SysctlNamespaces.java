package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Namespace;
import dev.jrunc.spec.Pointer;
import dev.jrunc.spec.Sysctl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sysctls of namespaces that are joined by path: one that turns out to be the host's own must not be changed
 * (CVE-2022-0811). Those of namespaces that are not listed at all are refused before.
 */
final class SysctlNamespaces {
    private final List<String> sysctls = new ArrayList<>();
    private final List<String> types = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();

    private SysctlNamespaces() {}

    /** Null when there are none. */
    static @Nullable SysctlNamespaces joined(Linux linux) {
        SysctlNamespaces found = new SysctlNamespaces();
        for (String name : linux.sysctl().keySet()) {
            String type = Sysctl.namespace(Sysctl.path(name));
            Namespace namespace = type == null ? null : linux.namespace(type);
            if (namespace != null && namespace.path() != null) {
                found.sysctls.add(name);
                found.types.add(namespace.type());
                found.paths.add(namespace.path());
            }
        }
        return found.sysctls.isEmpty() ? null : found;
    }

    /** A question for each of them: not for its number, which would be another one in each pod. */
    void ask(PlanWriter questions) {
        for (int i = 0; i < sysctls.size(); i++) {
            questions.stat(paths.get(i), PlanFlags.STAT_OWN_NAMESPACE);
        }
    }

    /** @param first index of the answer to the first question */
    void check(List<Answer> answers, int first) throws Refusal, IOException {
        for (int i = 0; i < sysctls.size(); i++) {
            Answer joined = answers.get(first + i);
            if (joined.found() && joined.inode() != 0) {
                throw new Refusal(
                        "sysctl \"" + sysctls.get(i) + "\" not allowed in host " + types.get(i) + " namespace",
                        Pointer.child("/linux/sysctl", sysctls.get(i)),
                        paths.get(i) + " is the namespace that this runtime runs in");
            }
        }
    }
}
