package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.host.BuildId;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Features;
import dev.jrunc.spec.json.FeaturesWriter;
import dev.jrunc.spec.validate.Names;
import dev.jrunc.systemd.UnitProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code features}: what this runtime can do, on this kernel where that makes a difference (features.md). */
public final class FeaturesCommand implements Command {
    private static final List<String> HOOKS =
            List.of("prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop");

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Answer probe = session.askOne(new PlanWriter().op(PlanOp.PROBE));
        session.print(new String(FeaturesWriter.write(of(probe.text())), StandardCharsets.UTF_8) + "\n");
    }

    /** Everything, by the answer to PROBE. */
    static Features of(String probe) {
        return new Features(
                "1.0.0",
                "1.3.0",
                HOOKS,
                sorted(Names.MOUNT_OPTIONS.names()),
                new Features.LinuxFeatures(
                        Names.NAMESPACES.names(),
                        Names.CAPABILITIES.names(),
                        new Features.CgroupFeatures(true, true, true, true, true),
                        new Features.SeccompFeatures(
                                true,
                                Names.SECCOMP_ACTIONS.names(),
                                Names.SECCOMP_OPERATORS.names(),
                                Names.SECCOMP_ARCHITECTURES.names(),
                                Names.SECCOMP_FLAGS.names(),
                                supported(probe, Names.SECCOMP_FLAGS.names())),
                        new Features.Toggle(true),
                        new Features.Toggle(true),
                        new Features.IntelRdtFeatures(true, true, true),
                        new Features.MemoryPolicyFeatures(
                                Names.MEMORY_POLICY_MODES.names(), Names.MEMORY_POLICY_FLAGS.names()),
                        new Features.MountExtensions(new Features.Toggle(true)),
                        new Features.Toggle(true)),
                new TreeMap<>(Map.of(
                        "dev.jrunc.checkpoint.enabled",
                        "true",
                        "dev.jrunc.build",
                        BuildId.id(),
                        "dev.jrunc.version",
                        BuildId.version())),
                List.of(Criu.ANNOTATION, UnitProperties.ANNOTATION, CrunAnnotations.PREFIX));
    }

    private static List<String> sorted(List<String> names) {
        List<String> sorted = new ArrayList<>(names);
        Collections.sort(sorted);
        return sorted;
    }

    /** Of the names those that the kernel has. */
    private static List<String> supported(String probe, List<String> names) {
        List<String> supported = new ArrayList<>();
        for (String name : names) {
            if (probe.contains(name + " 0\n")) {
                supported.add(name);
            }
        }
        return supported;
    }
}
