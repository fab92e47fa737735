package dev.jrunc.command;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import dev.jrunc.spec.json.BareJackson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code restore}: makes a container of a bundle and of the images of a checkpoint. */
public final class RestoreCommand implements Command {
    private static final int MAX_DESCRIPTORS = 1 << 16;

    @Override
    public void run(Session session, Invocation invocation) throws Refusal, IOException {
        StateDirectory directory = StateDirectory.of(invocation.globals().root(), invocation.id());
        String path = BundleConfig.path(session, invocation);
        String images = Criu.images(session, invocation);
        PlanWriter questions = new PlanWriter();
        BundleConfig.ask(questions, path);
        questions.stat(directory.path(), PlanFlags.STAT_NO_FOLLOW);
        questions.stat(images);
        questions.read(images + "/descriptors.json", MAX_DESCRIPTORS, PlanFlags.READ_REGULAR);
        List<Answer> answers = session.ask(questions);
        BundleConfig bundle = BundleConfig.of(path, answers.get(0), answers.get(1));
        CrunAnnotations.check(
                bundle.config().annotations(), invocation.globals().driver());
        LaunchOptions options = LaunchOptions.of(session, invocation, bundle);
        if (answers.get(2).found()) {
            throw Containers.taken(invocation.id());
        }
        if (!answers.get(3).isDirectory()) {
            throw new Refusal(
                    "checkpoint images " + images + ": "
                            + Errno.words(
                                    answers.get(3).found()
                                            ? Errno.ENOTDIR
                                            : answers.get(3).errno()),
                    "",
                    "--image-path names what checkpoint has written");
        }
        if (bundle.linux().intelRdt() != null) {
            throw new Refusal("restore can't put a container into a resctrl group", "/linux/intelRdt", "remove it");
        }
        String criu = Criu.find(session);
        new Restore(session, invocation, options, bundle, directory, images, descriptors(answers.get(4))).compile(criu);
    }

    /** The names in descriptors.json, by standard descriptor. */
    private static List<String> descriptors(Answer file) throws Refusal {
        try {
            return file.found() ? strings(file.bytes()) : List.of();
        } catch (IOException e) {
            throw new Refusal("descriptors.json of the checkpoint is damaged");
        }
    }

    private static List<String> strings(byte[] json) throws IOException {
        List<String> values = new ArrayList<>();
        try (JsonParser parser = BareJackson.parser(json)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new IOException("no array");
            }
            while (parser.nextToken() == JsonToken.VALUE_STRING) {
                values.add(parser.getText());
            }
        }
        return values;
    }
}
