package dev.jrunc.plan;

import dev.jrunc.spec.Hook;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compiles hooks (config.md#posix-platform-hooks) of one container. */
public final class HookPlan {

    private final String ociVersion;
    private final String id;
    private final String bundle;
    private final Map<String, String> annotations;

    public HookPlan(String ociVersion, String id, String bundle, Map<String, String> annotations) {
        this.ociVersion = ociVersion;
        this.id = id;
        this.bundle = bundle;
        this.annotations = annotations;
    }

    /** Hooks of the runtime namespace: prestart, createRuntime, poststart; the first failure fails the command. */
    public void runtime(PlanWriter plan, String kind, List<Hook> hooks, String status) {
        all(plan, kind, hooks, null, bundle, 0, state(status, Slot.PID));
    }

    /** poststop: all of them run, failures are warnings (runtime.md#lifecycle). */
    public void poststop(PlanWriter plan, List<Hook> hooks) {
        all(plan, "poststop", hooks, null, bundle, PlanFlags.HOOK_WARN_ONLY, state("stopped", ""));
    }

    /**
     * Hooks of the container namespace: createContainer, startContainer.
     *
     * @param environment of the process: hooks that name none of their own share it, PlanFlags.HOOK_HOME included once that is known
     */
    void container(PlanWriter plan, String kind, List<Hook> hooks, List<String> environment, String cwd) {
        all(plan, kind, hooks, environment, cwd, 0, state("created", Slot.OWN_PID));
    }

    private static void all(
            PlanWriter plan,
            String kind,
            List<Hook> hooks,
            @Nullable List<String> inherited,
            String cwd,
            int flags,
            String state) {
        for (int i = 0; i < hooks.size(); i++) {
            Hook hook = hooks.get(i);
            List<String> environment = hook.env() == null ? inherited : hook.env();
            int shares = hook.env() == null && inherited != null ? PlanFlags.HOOK_HOME : 0;
            Long timeout = hook.timeout();
            plan.at("/hooks/" + kind + "/" + i, "");
            plan.op(PlanOp.HOOK)
                    .s(kind)
                    .u(i)
                    .s(hook.path())
                    .v(hook.args().isEmpty() ? List.of(hook.path()) : hook.args())
                    .v(environment == null ? List.of() : environment)
                    .u(flags | shares | (environment == null ? 0 : PlanFlags.HOOK_OWN_ENVIRONMENT))
                    .u(timeout == null ? 0 : (int) Math.min(timeout, Integer.MAX_VALUE))
                    .s(cwd)
                    .text(state);
        }
        plan.at("", "");
    }

    /** What the agent of a seccomp profile is told (config-linux.md#containerprocessstate). */
    public String processState(String status, @Nullable String metadata) {
        return processState(status, Slot.PID, metadata);
    }

    /** The same for a process that is not the container process, whose pid is given. */
    public String processState(String status, String containerPid, @Nullable String metadata) {
        JsonText json = new JsonText();
        json.raw("{\"ociVersion\":").string(ociVersion).raw(",\"fds\":[\"seccompFd\"],\"pid\":");
        json.raw(Slot.PID);
        if (metadata != null) {
            json.raw(",\"metadata\":").string(metadata);
        }
        return json.raw(",\"state\":").raw(state(status, containerPid)).raw("}").toString();
    }

    /** The state of the container (runtime.md#state) on one line. */
    private String state(String status, String pidSlot) {
        JsonText json = new JsonText();
        json.raw("{\"ociVersion\":").string(ociVersion).raw(",\"id\":").string(id);
        json.raw(",\"status\":").string(status);
        if (!pidSlot.isEmpty()) {
            json.raw(",\"pid\":").raw(pidSlot);
        }
        json.raw(",\"bundle\":").string(bundle);
        if (!annotations.isEmpty()) {
            json.raw(",\"annotations\":").object(annotations, "");
        }
        return json.raw("}").toString();
    }
}
