package dev.jrunc.cli;

import static dev.jrunc.cli.OtherNames.ID;
import static dev.jrunc.cli.OtherNames.SHORT;
import static dev.jrunc.cli.OtherNames.named;
import static dev.jrunc.cli.OtherNames.other;
import static dev.jrunc.cli.OtherNames.replaced;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunc.host.FakeHost;
import dev.jrunc.spec.Process;
import dev.jrunc.spec.Root;
import dev.jrunc.spec.json.ConfigReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the launcher relies on when it keeps the plan of a launch (docs/adr/0011): with other names in the request and in
 * the configuration, questions and plan are the same but for these names.
 */
class KeptLaunchTest {
    private static final Pattern STRINGS = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"(\\s*:)?");
    private static final Pattern WORD_OF_THE_SPECIFICATION = Pattern.compile("\"\\w*\"");
    private static final String LONG = "0a5c".repeat(16);
    private static final String UUID = "0a5c3e71-4b2d-40f3-8a1c-5d9e3b0f4a62";
    private static final List<String> PLANTED =
            List.of("/" + LONG, "=" + LONG, "," + LONG, "," + UUID, "-" + UUID, "/0a5c3e71");
    private static final Pattern CGROUPS_PATH = Pattern.compile("\"cgroupsPath\"\\s*:\\s*\"[^\"]*\"");
    private static final String ELSEWHERE = "77 23 0:99 / /srv rw,relatime - ext4 /dev/vda rw\n";

    @Test
    void theNamesOfAnyEnginesContainersAreMereNames() throws Exception {
        int named = 0;
        for (Map.Entry<String, String> each : EngineDocuments.of("config").entrySet()) {
            String config = named(each.getValue());
            Map<String, String> others = OtherNames.of(config);
            named += config.contains(SHORT) ? 1 : 0;
            FakeHost then = host(config, ID, "/pid-1", 1_795_516_980L, Engine.HYBRID_MOUNTS)
                    .environment("A=b");
            FakeHost now = host(
                    replaced(config, others),
                    other(ID),
                    "/pid-2",
                    1_795_516_999L,
                    ELSEWHERE + Engine.HYBRID_MOUNTS + ELSEWHERE);
            others.put("/pid-1", "/pid-2");
            others.put("2026-11-24T10:43:00", "2026-11-24T10:43:19");
            Engine.run(then);
            Engine.run(now);
            assertEquals(replaced(then.asked().toString(), others), now.asked().toString(), each.getKey());
            assertEquals(replaced(then.bytes(), others), now.bytes(), each.getKey());
        }
        assertTrue(named > 100, named + " configurations with names");
    }

    /** Wherever somebody puts them: a first digit becomes a letter. */
    @Test
    void aNameIsAMereNameInAnyText() throws Exception {
        Random random = new Random(11);
        int kept = 0;
        for (Map.Entry<String, String> each : EngineDocuments.of("config").entrySet()) {
            String document = each.getValue();
            List<MatchResult> texts = texts(document);
            for (int i = 0; i < 3; i++) {
                String planted = PLANTED.get(random.nextInt(PLANTED.size()));
                int end = texts.get(random.nextInt(texts.size())).end() - 1;
                String config = document.substring(0, end) + planted + document.substring(end);
                Map<String, String> others = Map.of(planted.substring(1), other(planted.substring(1)));
                FakeHost then = host(config, "c1", "/pid", 0, Engine.HYBRID_MOUNTS);
                FakeHost now = host(replaced(config, others), "c1", "/pid", 0, Engine.HYBRID_MOUNTS);
                if (Engine.run(then).contains("\nkeep ")) {
                    kept++;
                    Engine.run(now);
                    assertEquals(
                            replaced(then.asked().toString(), others),
                            now.asked().toString(),
                            each.getKey());
                    assertEquals(replaced(then.bytes(), others), now.bytes(), each.getKey());
                }
            }
        }
        assertTrue(kept > 200, kept + " kept");
    }

    private static List<MatchResult> texts(String json) {
        return STRINGS.matcher(json)
                .results()
                .filter(string -> string.group(1) == null
                        && !WORD_OF_THE_SPECIFICATION.matcher(string.group()).matches())
                .toList();
    }

    /** The messages to systemd have names in them, and the lengths of these: other names change nothing else. */
    @ParameterizedTest
    @ValueSource(strings = {"hybrid", "v2"})
    void namesAreMereNamesToSystemd(String layout) throws Exception {
        int made = 0;
        for (Map.Entry<String, String> each : EngineDocuments.of("config").entrySet()) {
            String scoped = CGROUPS_PATH
                    .matcher(each.getValue())
                    .replaceAll("\"cgroupsPath\":\"system-engine.slice:engine:CID\"");
            String config = named(scoped);
            Map<String, String> others = Map.of(ID, other(ID));
            FakeHost then = systemd(layout, config, ID);
            FakeHost now = systemd(layout, replaced(config, others), other(ID));
            Engine.run(then);
            Engine.run(now);
            assertEquals(replaced(then.asked().toString(), others), now.asked().toString(), each.getKey());
            assertEquals(replaced(then.bytes(), others), now.bytes(), each.getKey());
            made += now.bytes().contains("StartTransientUnit") ? 1 : 0;
        }
        assertTrue(made > 100, made + " scopes");
    }

    private static FakeHost systemd(String layout, String json, String id) throws Exception {
        boolean unified = layout.equals("v2");
        List<String> words = new ArrayList<>(List.of("--systemd-cgroup"));
        words.addAll(create(json, "/pid", id));
        return Engine.host(
                        unified ? Engine.V2_MOUNTS : Engine.HYBRID_MOUNTS,
                        unified ? Engine.V2_SELF : Engine.HYBRID_SELF,
                        json,
                        words.toArray(new String[0]))
                .file("bus", Engine.systemd("254.1", "/"))
                .file("/proc/devices", "Character devices:\n  1 mem\n\nBlock devices:\n")
                .directory(rootfs(json));
    }

    private static FakeHost host(String json, String id, String pidFile, long seconds, String mounts) throws Exception {
        return Engine.host(
                        mounts,
                        Engine.HYBRID_SELF,
                        json,
                        create(json, pidFile, id).toArray(new String[0]))
                .seconds(seconds)
                .directory(rootfs(json));
    }

    private static List<String> create(String json, String pidFile, String id) throws Exception {
        Process process =
                ConfigReader.read(json.getBytes(StandardCharsets.UTF_8)).process();
        return process != null && Boolean.TRUE.equals(process.terminal())
                ? List.of("create", "--pid-file", pidFile, "--console-socket", "/console", id)
                : List.of("create", "--pid-file", pidFile, id);
    }

    private static String rootfs(String json) throws Exception {
        Root root = ConfigReader.read(json.getBytes(StandardCharsets.UTF_8)).root();
        String path = root == null ? "" : root.path();
        return path.startsWith("/") ? path : "/b/" + path;
    }
}
