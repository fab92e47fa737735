package dev.jrunc.command;

import dev.jrunc.host.Request;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.HookPlan;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.seccomp.SeccompCompiler;
import dev.jrunc.seccomp.SeccompException;
import dev.jrunc.seccomp.SeccompProgram;
import dev.jrunc.spec.Seccomp;
import org.jspecify.annotations.Nullable;

/**
 * A profile ready to be loaded.
 *
 * @param program struct sock_filter[], null: no filter
 * @param agent socket of the agent that gets the listener, "": the filter notifies nobody
 * @param metadata for the agent, null: none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
record SeccompFilter(
        byte @Nullable [] program,
        int flags,
        String agent,
        @Nullable String metadata) {

    static SeccompFilter compile(@Nullable Seccomp profile, Request request) throws Refusal {
        if (profile == null) {
            return new SeccompFilter(null, 0, "", null);
        }
        try {
            SeccompProgram program = SeccompCompiler.compile(profile, request.machine());
            String listener = profile.listenerPath();
            return new SeccompFilter(
                    program.filter(),
                    program.flags(),
                    program.notifies() && listener != null ? request.absolute(listener) : "",
                    profile.listenerMetadata());
        } catch (SeccompException e) {
            throw new Refusal(e.problem(), e.pointer(), null);
        }
    }

    /** Launcher side: hands the listener over; {@code state} makes the state with that status. */
    void serve(PlanWriter plan, HookPlan state, String status) {
        serve(plan, state.processState(status, metadata));
    }

    /** The same for one more process of a container whose process has this pid. */
    void serve(PlanWriter plan, HookPlan state, int containerPid) {
        serve(plan, state.processState("running", Integer.toString(containerPid), metadata));
    }

    private void serve(PlanWriter plan, String state) {
        if (agent.isEmpty()) {
            return;
        }
        // Callers know the words from runc.
        plan.at("/linux/seccomp/listenerPath", "failed to connect with seccomp agent specified in the seccomp profile");
        plan.hint(Errno.ENOENT, "is the agent running?");
        plan.hint(Errno.ECONNREFUSED, "is the agent running?");
        plan.op(PlanOp.SECCOMP_AGENT).s(agent).text(state);
        plan.at("", "");
    }
}
