package dev.jrunc.command;

import dev.jrunc.host.Request;
import dev.jrunc.plan.Refusal;
import java.nio.charset.StandardCharsets;

/** Properties that can't be applied, for the host or for this version: refused by name, never ignored. */
final class Unsupported {
    private Unsupported() {}

    static void refuse(BundleConfig bundle, Request request) throws Refusal {
        if (bundle.linux().intelRdt() != null) {
            boolean mounted = new String(request.mountInfo(), StandardCharsets.UTF_8).contains(" - resctrl ");
            throw new Refusal(
                    mounted
                            ? "this version of jrunc does not support intelRdt"
                            : "intelRdt is asked for, but the resctrl filesystem is not mounted on this host",
                    "/linux/intelRdt",
                    mounted
                            ? "leave it out"
                            : "it takes a CPU with resource control and a kernel with CONFIG_X86_CPU_RESCTRL");
        }
    }
}
