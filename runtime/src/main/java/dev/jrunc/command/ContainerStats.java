package dev.jrunc.command;

import dev.jrunc.cgroup.CgroupDirectory;
import dev.jrunc.cgroup.CgroupPaths;
import dev.jrunc.host.Answer;
import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a container uses, as the {@code data} of a stats event: runc's members in runc's order, for both cgroup versions. */
final class ContainerStats {
    private static final int MAX_FILE = 1 << 20;

    private final boolean unified;
    private final List<String> files;
    private final List<String> pageSizes;
    /** The interfaces of a network namespace of its own, "" when the container shares ours. */
    private final String interfaces;

    private ContainerStats(boolean unified, List<String> files, List<String> pageSizes, String interfaces) {
        this.unified = unified;
        this.files = files;
        this.pageSizes = pageSizes;
        this.interfaces = interfaces;
    }

    static ContainerStats of(Session session, SavedState state) throws IOException {
        CgroupPaths paths = CgroupPaths.fromState(state.cgroupPaths());
        boolean unified = paths.pureV2();
        CgroupDirectory v2 = paths.unified();
        CgroupDirectory pages = unified ? v2 : paths.find("hugetlb");
        PlanWriter questions = new PlanWriter();
        questions.op(PlanOp.READLINK).s("/proc/self/ns/net");
        String process = LiveThread.directory(session, state.pid());
        questions.op(PlanOp.READLINK).s(process + "ns/net");
        questions.op(PlanOp.LIST).s(pages == null ? "/dev/null" : pages.path());
        List<Answer> answers = session.ask(questions);
        boolean own = answers.get(1).found()
                && !answers.get(0).text().equals(answers.get(1).text());
        List<String> sizes = pageSizes(answers.get(2), unified ? ".current" : ".usage_in_bytes");
        List<String> files = new ArrayList<>();
        if (unified && v2 != null) {
            add(files, v2, UnifiedStats.FILES);
            add(files, v2, UnifiedStats.pageFiles(sizes));
        } else if (!unified) {
            for (Map.Entry<String, List<String>> entry : LegacyStats.FILES.entrySet()) {
                add(files, paths.find(entry.getKey()), entry.getValue());
            }
            add(files, pages, LegacyStats.pageFiles(sizes));
        }
        return new ContainerStats(unified, files, sizes, own ? process + "net/dev" : "");
    }

    private static void add(List<String> files, @Nullable CgroupDirectory directory, List<String> names) {
        if (directory != null) {
            for (String name : names) {
                files.add(directory.path() + "/" + name);
            }
        }
    }

    /** Of {@code hugetlb.2MB.usage_in_bytes} the {@code 2MB}; not those of reservations. */
    private static List<String> pageSizes(Answer names, String suffix) {
        List<String> sizes = new ArrayList<>();
        if (names.found()) {
            for (String name : names.names()) {
                if (name.startsWith("hugetlb.") && name.endsWith(suffix)) {
                    String size = name.substring("hugetlb.".length(), name.length() - suffix.length());
                    if (size.indexOf('.') < 0) {
                        sizes.add(size);
                    }
                }
            }
        }
        return sizes;
    }

    /** The numbers of this moment; a file that the kernel does not have leaves its members out, or zero. */
    String json(Session session) throws IOException {
        PlanWriter questions = new PlanWriter();
        for (String file : files) {
            questions.read(file, MAX_FILE);
        }
        questions.read(interfaces.isEmpty() ? "/dev/null" : interfaces, MAX_FILE);
        List<Answer> answers = session.ask(questions);
        Map<String, String> texts = new HashMap<>();
        for (int i = 0; i < files.size(); i++) {
            if (answers.get(i).found()) {
                String file = files.get(i);
                texts.put(
                        file.substring(file.lastIndexOf('/') + 1),
                        answers.get(i).text());
            }
        }
        StatsJson json = new StatsJson(texts);
        json.open("");
        if (unified) {
            UnifiedStats.write(json, pageSizes);
        } else {
            LegacyStats.write(json, pageSizes);
        }
        json.open("intel_rdt").close();
        json.interfaces(answers.get(files.size()).text());
        return json.close().toString();
    }
}
