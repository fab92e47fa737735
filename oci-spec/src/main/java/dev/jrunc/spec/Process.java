package dev.jrunc.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The container process; the same object is read by {@code exec --process}.
 *
 * <p>{@code cwd} is empty when the document has none.
 */
@SuppressWarnings("JavaLangClash") // named as in the specification
public record Process(
        @Nullable Boolean terminal,
        @Nullable ConsoleSize consoleSize,
        User user,
        List<String> args,
        List<String> env,
        String cwd,
        @Nullable Capabilities capabilities,
        List<Rlimit> rlimits,
        @Nullable Boolean noNewPrivileges,
        @Nullable String apparmorProfile,
        @Nullable String selinuxLabel,
        @Nullable Integer oomScoreAdj,
        @Nullable Scheduler scheduler,
        @Nullable IoPriority ioPriority,
        @Nullable ExecCpuAffinity execCPUAffinity) {
    public Process {
        args = List.copyOf(args);
        env = List.copyOf(env);
        rlimits = List.copyOf(rlimits);
    }

    /** The same with another environment. */
    public Process withEnv(List<String> env) {
        return new Process(
                terminal,
                consoleSize,
                user,
                args,
                env,
                cwd,
                capabilities,
                rlimits,
                noNewPrivileges,
                apparmorProfile,
                selinuxLabel,
                oomScoreAdj,
                scheduler,
                ioPriority,
                execCPUAffinity);
    }
}
