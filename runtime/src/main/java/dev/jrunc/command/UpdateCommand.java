package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.cgroup.CgroupPlanner;
import dev.jrunc.cgroup.LimitFiles;
import dev.jrunc.cgroup.PlanLimits;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Cpu;
import dev.jrunc.spec.IntelRdt;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Memory;
import dev.jrunc.spec.Resources;
import dev.jrunc.spec.json.ConfigWriter;
import dev.jrunc.systemd.SystemdUnit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code update}: changes the limits of a container that exists. All of it is done or, when the kernel refuses one
 * value, none: the old values are read first and written back.
 */
public final class UpdateCommand implements Command {
    private static final int MAX_FILE = 1 << 16;

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        Containers.find(session, invocation).state();
        Resources given = UpdateOptions.read(session, invocation); // from stdin, as slowly as the caller likes
        if (!session.lock(StateDirectory.of(invocation.globals().root(), invocation.id()), false)) {
            throw Containers.missing(invocation);
        }
        Containers.Found found = Containers.find(session, invocation);
        CgroupPaths paths = CgroupPaths.fromState(found.state().cgroupPaths());
        Config config = found.config();
        Linux linux = config.linuxOrNone();
        Resources merged = MergedResources.of(linux.resources(), given);
        CgroupDirectory unified = paths.pureV2() ? paths.unified() : null;
        SystemdUnit unit = found.state().unit();
        Resources complete = MergedResources.withWeights(given, merged, unit != null);
        if (unified != null) {
            complete = onV2(session, unified.path(), complete, merged);
        }

        PlanWriter plan = session.begin().elsewhere("/linux/resources", UpdateOptions.place(invocation));
        found.plans().requireRunning(plan);
        try {
            UpdatedUnit properties = unit == null ? null : UpdatedUnit.of(session, unit, paths, complete, merged);
            limits(session, plan, paths, properties == null ? complete : properties.complete(), properties);
        } catch (Refusal e) {
            throw new Refusal(e.message(), plan.placed(e.pointer()), e.hint());
        }
        IntelRdt resctrl = UpdatedResctrl.compile(
                session, invocation, linux.intelRdt(), found.state().id(), plan);
        plan.at("", "");
        plan.op(PlanOp.WRITE)
                .s(found.directory().config())
                .u(0600)
                .u(PlanFlags.WRITE_ATOMIC)
                .b(ConfigWriter.write(config.with(linux.with(merged, resctrl)), false));
        session.finish(plan);
    }

    /** @param properties what a systemd unit is to have first, null for none */
    private static void limits(
            Session session, PlanWriter plan, CgroupPaths paths, Resources limits, @Nullable UpdatedUnit properties)
            throws Refusal, IOException {
        LimitFiles files = new LimitFiles();
        CgroupPlanner.update(paths, limits, files);
        List<@Nullable String> before = texts(session, files.paths());
        PlanLimits sink = new PlanLimits(plan);
        plan.op(PlanOp.UNDO).begin();
        files.restore(before, sink);
        plan.end();
        if (properties != null) {
            properties.compile(plan, files, before);
        }
        CgroupPlanner.update(paths, limits, sink);
    }

    private static List<@Nullable String> texts(Session session, List<String> files) throws IOException {
        List<@Nullable String> texts = new ArrayList<>();
        if (files.isEmpty()) {
            return texts;
        }
        PlanWriter questions = new PlanWriter();
        for (int i = 0; i < files.size(); i++) {
            questions.read(files.get(i), MAX_FILE);
        }
        List<Answer> answers = session.ask(questions);
        for (int i = 0; i < files.size(); i++) {
            String file = files.get(i);
            String text = answers.get(i).found() ? answers.get(i).text() : null;
            if (text != null
                    && text.isBlank()
                    && file.substring(file.lastIndexOf('/')).startsWith("/cpuset.")) {
                // Not every kernel lets a cpuset with processes be empty again: what it amounted to, then nothing.
                text = session.read(file + ".effective", MAX_FILE).text().strip() + "\n\n";
            }
            texts.add(text);
        }
        return texts;
    }

    /**
     * On v2 one file holds quota and period, and the file for swap does not count memory: half of a pair needs its
     * other half.
     */
    private static Resources onV2(Session session, String cgroup, Resources given, Resources merged)
            throws Refusal, IOException {
        PlanWriter questions = new PlanWriter();
        questions.read(cgroup + "/cpu.max", MAX_FILE);
        questions.read(cgroup + "/memory.current", MAX_FILE);
        List<Answer> answers = session.ask(questions);
        return given.with(memory(given.memory(), merged.memory(), answers.get(1)), cpu(given.cpu(), answers.get(0)));
    }

    private static @Nullable Cpu cpu(@Nullable Cpu given, Answer max) {
        if (given == null || orZero(given.period()) == 0 || orZero(given.quota()) != 0 || !max.found()) {
            return given;
        }
        String text = max.text();
        int end = text.indexOf(' ');
        Long quota = end < 0 || text.startsWith("max") ? null : Long.valueOf(text.substring(0, end));
        return given.withBandwidth(quota, given.period());
    }

    private static @Nullable Memory memory(@Nullable Memory given, @Nullable Memory merged, Answer current)
            throws Refusal {
        if (given == null || merged == null || (orZero(given.limit()) == 0 && orZero(given.swap()) == 0)) {
            return given;
        }
        if (Boolean.TRUE.equals(merged.checkBeforeUpdate()) && current.found()) {
            checkUsage(given, current.text().strip());
        }
        return given.withLimits(merged.limit(), merged.swap());
    }

    /** The v2 kernel would take the limit and kill; callers look for the words. */
    private static void checkUsage(Memory given, String usage) throws Refusal {
        long used = Long.parseLong(usage);
        long swap = orZero(given.swap());
        long limit = orZero(given.limit());
        if (swap > 0 && swap <= used) {
            throw new Refusal("rejecting memory+swap limit " + swap + " <= usage " + used);
        }
        if (limit > 0 && limit <= used) {
            throw new Refusal("rejecting memory limit " + limit + " <= usage " + used);
        }
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }
}
