package dev.jrunc.command;

import dev.jrunc.plan.Refusal;
import dev.jrunc.seccomp.KernelSeccomp;
import dev.jrunc.seccomp.SeccompCompiler;
import dev.jrunc.seccomp.SeccompException;
import dev.jrunc.seccomp.SeccompProgram;
import dev.jrunc.spec.Seccomp;
import org.jspecify.annotations.Nullable;

/**
 * A profile ready to be loaded.
 *
 * @param program struct sock_filter[], null: no filter
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
record SeccompFilter(byte @Nullable [] program, int flags) {

    static SeccompFilter compile(@Nullable Seccomp profile, String machine) throws Refusal {
        if (profile == null) {
            return new SeccompFilter(null, 0);
        }
        try {
            SeccompProgram program = SeccompCompiler.compile(profile, machine, KernelSeccomp.complete());
            if (program.notifies()) {
                throw new Refusal(
                        "SCMP_ACT_NOTIFY is not supported by this version of jrunc",
                        "/linux/seccomp",
                        "use another action");
            }
            return new SeccompFilter(program.filter(), program.flags());
        } catch (SeccompException e) {
            throw new Refusal(e.problem(), e.pointer(), null);
        }
    }
}
