package dev.jrunc;

import dev.jrunc.cli.FrontDoor;
import dev.jrunc.host.Answer;
import dev.jrunc.host.Host;
import dev.jrunc.host.Request;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the hot commands in this process with a host made up for the purpose, so that the class-data-sharing archive
 * knows every class they load.
 */
final class Training implements Host {
    private static final String MOUNTS = """
            31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755
            32 31 0:29 / /sys/fs/cgroup/cpu rw,relatime - cgroup cgroup rw,cpu
            36 31 0:33 / /sys/fs/cgroup/devices rw,relatime - cgroup cgroup rw,devices
            37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer
            38 31 0:35 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
            39 31 0:36 / /sys/fs/cgroup/pids rw,relatime - cgroup cgroup rw,pids
            41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
            """;

    private static final String OWN_CGROUPS = "8:memory:/\n7:pids:/\n6:freezer:/\n5:devices:/\n1:cpu:/\n0::/\n";
    private static final String STATE = """
            {"version":1,"ociVersion":"1.0.2","id":"c3","pid":7,"startTime":9,"created":"2026-01-01T00:00:00Z",
             "bundle":"/b","rootfs":"/b/rootfs","ownPids":true,"annotations":{"a":"b"},
             "cgroupPaths":{"cpu":"/sys/fs/cgroup/cpu/c3"}}
            """;

    private static final String PROCESS = """
            {"args":["true"],"cwd":"/","env":["A=b"],"user":{"uid":0,"gid":0}}
            """;

    private static final int COMMANDS = 5;
    private static final int CONFIGS = 2;
    private static final byte[] DIRECTORY = directory();

    private final Request request;
    private final byte[] config;

    private Training(List<String> arguments, byte[] config) {
        this.config = config;
        this.request = new Request(
                "jrunc",
                arguments,
                List.of("PATH=/usr/sbin:/usr/bin:/sbin:/bin"),
                "/bundle",
                0,
                0,
                0,
                1_767_225_600L,
                123_456_789,
                "6.1.0",
                "x86_64",
                40,
                -1L,
                "/usr/lib/jrunc",
                OWN_CGROUPS.getBytes(StandardCharsets.UTF_8),
                MOUNTS.getBytes(StandardCharsets.UTF_8));
    }

    /** Everything once. */
    static void run() throws IOException {
        for (int i = 0; i < COMMANDS * CONFIGS; i++) {
            once(i);
        }
    }

    /** One of the commands; any number is fine. */
    static void once(int number) throws IOException {
        String config = number / COMMANDS % CONFIGS == 0 ? "default.json" : "docker.json";
        List<String> arguments = switch (number % COMMANDS) {
            case 0 -> List.of("create", "--bundle", "/b", "--pid-file", "p", "c1");
            case 1 -> List.of("run", "c1");
            case 2 -> List.of("exec", "c3", "true", "x");
            case 3 -> List.of("exec", "--process", "process.json", "--pid-file", "p", "--detach", "c3");
            default -> List.of("start", "c2");
        };
        byte[] json;
        try (InputStream in = Training.class.getResourceAsStream("training/" + config)) {
            json = in == null ? new byte[0] : in.readAllBytes();
        }
        new FrontDoor(new Training(arguments, json)).run();
    }

    @Override
    public Request request() {
        return request;
    }

    /** Directories exist, c1 does not, and what is read is made up for the purpose. */
    @Override
    public List<Answer> ask(PlanWriter questions) {
        List<Answer> answers = new ArrayList<>();
        byte[] plan = questions.toBytes();
        String text = new String(plan, StandardCharsets.ISO_8859_1);
        int at = 8;
        while (at < plan.length) {
            int code = plan[at] & 0xFF;
            int length = (plan[at + 4] & 0xFF) | ((plan[at + 5] & 0xFF) << 8);
            String body = text.substring(at + 8, at + 8 + length);
            if (body.contains("/run/jrunc/c1")) {
                answers.add(new Answer(Errno.ENOENT, new byte[0]));
            } else if (code == PlanOp.READ.code()) {
                answers.add(file(body));
            } else {
                answers.add(new Answer(0, DIRECTORY));
            }
            at += 8 + length;
        }
        return answers;
    }

    private Answer file(String path) {
        if (path.contains("config.json")) {
            return new Answer(0, config);
        }
        if (path.contains("state.json")) {
            return new Answer(0, STATE.getBytes(StandardCharsets.UTF_8));
        }
        return path.contains("process.json")
                ? new Answer(0, PROCESS.getBytes(StandardCharsets.UTF_8))
                : new Answer(Errno.ENOENT, new byte[0]);
    }

    @Override
    public void finish(PlanWriter plan) {
        plan.toBytes();
    }

    private static byte[] directory() {
        byte[] stat = new byte[16];
        stat[1] = 0x40;
        return stat;
    }
}
