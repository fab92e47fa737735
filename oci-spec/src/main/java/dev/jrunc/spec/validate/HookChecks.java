package dev.jrunc.spec.validate;

import dev.jrunc.spec.Hook;
import dev.jrunc.spec.Hooks;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks the hooks of all six kinds. */
final class HookChecks {
    private static final String ANCHOR = "config.md#posix-platform-hooks";

    private HookChecks() {}

    static void check(@Nullable Hooks hooks, Report report) {
        if (hooks == null) {
            return;
        }
        list(hooks.prestart(), "prestart", report);
        list(hooks.createRuntime(), "createRuntime", report);
        list(hooks.createContainer(), "createContainer", report);
        list(hooks.startContainer(), "startContainer", report);
        list(hooks.poststart(), "poststart", report);
        list(hooks.poststop(), "poststop", report);
    }

    private static void list(List<Hook> hooks, String kind, Report report) {
        for (int i = 0; i < hooks.size(); i++) {
            Hook hook = hooks.get(i);
            String path = hook.path();
            if (path.isEmpty()) {
                report.must("/hooks/" + kind + "/" + i + "/path", ANCHOR, "the path of the hook is missing");
            } else if (path.charAt(0) != '/') {
                report.must(
                        "/hooks/" + kind + "/" + i + "/path",
                        ANCHOR,
                        "the path of a hook must be absolute, found \"" + path + "\"");
            }
            Long timeout = hook.timeout();
            if (timeout != null && timeout <= 0) {
                report.must(
                        "/hooks/" + kind + "/" + i + "/timeout",
                        ANCHOR,
                        "the timeout of a hook must be greater than zero, found " + timeout,
                        "leave it out for no limit");
            }
            env(hook.env(), "/hooks/" + kind + "/" + i, report);
        }
    }

    private static void env(@Nullable List<String> env, String at, Report report) {
        if (env == null) {
            return;
        }
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).indexOf('=') <= 0) {
                report.warn(at + "/env/" + i, ANCHOR, "\"" + env.get(i) + "\" is not of the form NAME=value");
            }
        }
    }
}
