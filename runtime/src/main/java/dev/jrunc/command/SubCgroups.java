package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The cgroups that {@code exec --cgroup} names. Each is one that somebody has made below the container's, and never out of
 * that.
 */
final class SubCgroups {
    private SubCgroups() {}

    /** @param given {@code PATH} for all controllers, or {@code CONTROLLER,…:PATH} */
    static CgroupPaths of(Session session, CgroupPaths container, List<String> given) throws Refusal, IOException {
        CgroupPaths chosen = below(container, given);
        requireThere(session, container, chosen);
        return chosen;
    }

    private static CgroupPaths below(CgroupPaths container, List<String> given) throws Refusal {
        Map<String, String> paths = new LinkedHashMap<>();
        String everywhere = null;
        for (int i = 0; i < given.size(); i++) {
            String text = given.get(i);
            int colon = text.indexOf(':');
            if (colon < 0) {
                everywhere = text;
                continue;
            }
            int start = 0;
            while (start <= colon) {
                int comma = text.indexOf(',', start);
                int end = comma < 0 || comma > colon ? colon : comma;
                paths.put(text.substring(start, end), text.substring(colon + 1));
                start = end + 1;
            }
        }
        refuseUnknown(container, paths);
        List<CgroupDirectory> chosen = new ArrayList<>();
        for (int i = 0; i < container.directories().size(); i++) {
            CgroupDirectory one = container.directories().get(i);
            String sub = pathOf(one, paths, everywhere);
            String path = sub == null ? one.path() : append(one.path(), sub);
            chosen.add(new CgroupDirectory(one.version(), one.controllers(), one.mountPoint(), path));
        }
        return new CgroupPaths(chosen);
    }

    private static @Nullable String pathOf(
            CgroupDirectory directory, Map<String, String> paths, @Nullable String everywhere) {
        for (int i = 0; i < directory.controllers().size(); i++) {
            String path = paths.get(directory.controllers().get(i));
            if (path != null) {
                return path;
            }
        }
        return everywhere;
    }

    private static void refuseUnknown(CgroupPaths container, Map<String, String> paths) throws Refusal {
        for (Map.Entry<String, String> entry : paths.entrySet()) {
            boolean known = false;
            for (int i = 0; i < container.directories().size(); i++) {
                known |= container.directories().get(i).controllers().contains(entry.getKey());
            }
            if (!known) {
                throw new Refusal(
                        "unknown controller " + entry.getKey() + " in --cgroup",
                        "",
                        container.pureV2() ? "on cgroup v2 all controllers share one path" : null);
            }
        }
    }

    /** Asked before anything is made; runc's integration suite (exec.bats) looks for these words. */
    private static void requireThere(Session session, CgroupPaths container, CgroupPaths chosen)
            throws Refusal, IOException {
        List<String> files = new ArrayList<>();
        PlanWriter questions = new PlanWriter();
        for (CgroupDirectory one : chosen.directories()) {
            if (!container.directories().contains(one)) {
                files.add(one.path() + "/cgroup.procs");
                questions.stat(one.path() + "/cgroup.procs");
            }
        }
        List<Answer> answers = session.ask(questions);
        for (int i = 0; i < files.size(); i++) {
            if (!answers.get(i).found()) {
                throw new Refusal(
                        "unable to start container process: error adding pid of the process to cgroups: open "
                                + files.get(i) + ": "
                                + Errno.words(answers.get(i).errno()),
                        "",
                        "--cgroup takes a cgroup that somebody has made below the container's");
            }
        }
    }

    /** Never out of the container's cgroup. */
    private static String append(String container, String sub) throws Refusal {
        StringBuilder path = new StringBuilder(container);
        int start = 0;
        while (start <= sub.length()) {
            int slash = sub.indexOf('/', start);
            int end = slash < 0 ? sub.length() : slash;
            String part = sub.substring(start, end);
            if (part.equals("..")) {
                throw new Refusal("bad sub cgroup path: " + sub + " is not a sub cgroup path");
            }
            if (!part.isEmpty() && !part.equals(".")) {
                path.append('/').append(part);
            }
            start = end + 1;
        }
        return path.toString();
    }
}
