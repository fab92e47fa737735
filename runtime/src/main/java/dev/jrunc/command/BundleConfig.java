package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.host.ProtocolException;
import dev.jrunc.host.Request;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.Paths;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.Config;
import dev.jrunc.spec.Linux;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.json.ConfigReader;
import dev.jrunc.spec.json.SpecException;
import dev.jrunc.spec.validate.ConfigValidator;
import dev.jrunc.spec.validate.Problem;
import java.util.List;

/**
 * A bundle whose configuration has been read and found valid.
 *
 * @param bundle absolute
 * @param json config.json as it was read; the bundle's own is never looked at again (runtime.md#lifecycle)
 * @param rootfs absolute
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and copied nowhere
record BundleConfig(String bundle, byte[] json, Config config, Process process, Linux linux, String rootfs) {
    /** So many problems are told in the line of a refusal; {@code bundle validate} has them all. */
    private static final int TOLD = 20;

    /** The bundle's directory, absolute: whoever is told of it later has another working directory. */
    static String path(Session session, Invocation invocation) throws Refusal {
        String option = invocation.value("bundle");
        Request request = session.request();
        if (request.cwd().equals(Request.CWD_WITHOUT_PATH) && (option == null || !option.startsWith("/"))) {
            throw new Refusal(
                    "the current directory has no path: it was removed, or the path is longer than 4095 bytes",
                    "",
                    "--bundle names the directory that holds config.json and the root filesystem");
        }
        return Paths.clean(request.absolute(option == null ? "." : option));
    }

    /** Two questions, for what {@link #of} wants to know. */
    static void ask(PlanWriter questions, String bundle) {
        questions.stat(bundle, PlanFlags.STAT_KIND);
        questions.read(bundle + "/config.json", Containers.MAX_CONFIG, PlanFlags.READ_REGULAR);
    }

    /** @throws Refusal naming every problem at once */
    static BundleConfig of(String bundle, Answer directory, Answer file) throws Refusal, ProtocolException {
        if (!directory.isDirectory()) {
            throw new Refusal(
                    "chdir " + bundle + ": " + Errno.words(directory.found() ? Errno.ENOTDIR : directory.errno()),
                    "",
                    "--bundle names the directory that holds config.json and the root filesystem");
        }
        return parse(bundle, file);
    }

    private static BundleConfig parse(String bundle, Answer file) throws Refusal {
        if (!file.found()) {
            throw new Refusal(
                    switch (file.errno()) {
                        case Errno.ENOENT -> "JSON specification file config.json not found";
                        case Errno.EINVAL -> bundle + "/config.json is not a regular file";
                        default -> "open " + bundle + "/config.json: " + Errno.words(file.errno());
                    },
                    "",
                    file.errno() == Errno.ENOENT
                            ? "it is looked for in " + bundle
                                    + " (--bundle); \"spec\" writes one into the current directory"
                            : null);
        }
        Config config;
        try {
            config = ConfigReader.read(file.bytes());
        } catch (SpecException e) {
            throw new Refusal(e.problem().text());
        }
        refuseProblems(ConfigValidator.validate(config));
        Process process = config.process();
        Root root = config.root();
        if (process == null || root == null) {
            throw new Refusal("process and root must be specified");
        }
        String rootfs = Paths.clean(root.path().startsWith("/") ? root.path() : bundle + "/" + root.path());
        return new BundleConfig(bundle, file.bytes(), config, process, config.linuxOrNone(), rootfs);
    }

    /** @throws Refusal when a container can't be made with these */
    static void refuseProblems(List<Problem> problems) throws Refusal {
        String pointer = "";
        String hint = null;
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (int i = 0; i < problems.size(); i++) {
            Problem problem = problems.get(i);
            if (problem.level() != Problem.Level.MUST) {
                continue;
            }
            if (count == 0) {
                pointer = problem.pointer();
                hint = problem.hint();
                text.append(problem.message());
            } else if (count < TOLD) {
                text.append("; also ").append(problem.pointer()).append(": ").append(problem.message());
            }
            count++;
        }
        if (count > TOLD) {
            text.append("; and ").append(count - TOLD).append(" more");
        }
        if (count > 0) {
            throw new Refusal(text.toString(), pointer, hint);
        }
    }
}
