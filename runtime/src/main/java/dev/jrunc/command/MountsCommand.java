package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Event;
import dev.jrunc.plan.LiveMountPlan;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Mount;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.validate.ConfigValidator;
import java.io.IOException;
import java.util.List;

/** {@code mounts add|remove}: changes the mounts of a container that runs, by a JSON array of mounts as in config.json. */
public final class MountsCommand implements Command {

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        String what = invocation.positionals().get(0);
        boolean add = what.equals("add");
        if (!add && !what.equals("remove")) {
            throw new Refusal("mounts: unknown operation \"" + what + "\"", "", "use add or remove");
        }
        Containers.Found found = Containers.find(
                session, invocation.withId(invocation.positionals().get(1)));
        SavedState state = found.state();
        Config config = found.config();
        Linux linux = config.linuxOrNone();
        if (linux.namespace("mount") == null) {
            throw new Refusal(
                    "container " + state.id() + " has no mount namespace of its own",
                    "",
                    "its mounts are the host's; use mount(8)");
        }
        List<Mount> mounts = read(session, invocation.positionals().get(2));
        if (add) {
            BundleConfig.refuseProblems(ConfigValidator.validate(mounts, config));
        }
        boolean root = session.request().uid() == 0;
        LiveMountPlan changes = new LiveMountPlan(state.pid(), state.startTime(), linux, root, mounts);
        PlanWriter plan = session.begin();
        found.plans().requireRunning(plan);
        plan.op(PlanOp.FOREGROUND).u(0);
        plan.op(PlanOp.CLONE).u(0).s("").s("").u(0).begin();
        if (add) {
            changes.add(plan, session.request().cwd());
        } else {
            changes.remove(plan);
        }
        plan.end();
        plan.op(PlanOp.AWAIT).u(Event.READY);
        plan.op(PlanOp.SUPERVISE).u(0).begin();
        plan.end();
        session.finish(plan);
    }

    private static List<Mount> read(Session session, String file) throws Refusal, IOException {
        String path = file.equals("-") ? file : session.request().absolute(file);
        Answer answer = session.read(path, Containers.MAX_CONFIG);
        if (!answer.found()) {
            throw new Refusal("open " + path + ": " + Errno.words(answer.errno()));
        }
        List<Mount> mounts;
        try {
            mounts = ConfigReader.readMounts(answer.bytes(), path);
        } catch (SpecException e) {
            throw new Refusal(e.problem().text(), "", "the file holds an array of mounts as in config.json");
        }
        if (mounts.isEmpty() || mounts.size() > LiveMountPlan.MOST) {
            throw new Refusal(
                    path + " has " + mounts.size() + " mounts", "", "give between 1 and " + LiveMountPlan.MOST);
        }
        return mounts;
    }
}
