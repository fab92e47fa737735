package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Every value of a config replaced by every wrong kind of value: taken, or refused in one line; never a crash. */
@Conformance
@Tag("slow")
final class MutationIT {
    private static final Map<String, String> WRONG = new LinkedHashMap<>();

    static {
        WRONG.put("null", "null");
        WRONG.put("a boolean", "true");
        WRONG.put("a negative number", "-1");
        WRONG.put("a huge number", "99999999999999999999999999");
        WRONG.put("a fraction", "1.5");
        WRONG.put("an empty text", "''");
        WRONG.put("a text", "'~!@#'");
        WRONG.put("a text with NUL", "'a\\u0000b'");
        WRONG.put("an empty list", "[]");
        WRONG.put("a list of lists", "[[[]]]");
        WRONG.put("an empty object", "{}");
        WRONG.put("an object", "{'a':{'b':1}}");
    }

    /** A config with something everywhere that a first mutation could miss. */
    private static Bundle rich(World world) {
        return world.bundle()
                .json("/process/user", "{'uid':0,'gid':0,'additionalGids':[1],'umask':18}")
                .set("/process/oomScoreAdj", 0)
                .json("/annotations", "{'a':'b'}")
                .json("/hooks/createRuntime", "[{'path':'/bin/true','args':['true'],'env':['A=1'],'timeout':5}]")
                .json("/linux/sysctl", "{'net.ipv4.ip_forward':'0'}")
                .json(
                        "/linux/devices",
                        "[{'path':'/dev/x','type':'c','major':1,'minor':3,'fileMode':438,'uid':0,'gid':0}]")
                .json("/linux/resources/memory", "{'limit':67108864}")
                .json("/linux/resources/cpu", "{'shares':512,'quota':50000,'period':100000,'cpus':'0'}")
                .json("/linux/resources/pids", "{'limit':50}")
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','architectures':['SCMP_ARCH_X86_64'],'syscalls':"
                                + "[{'names':['sync'],'action':'SCMP_ACT_ERRNO','errnoRet':1,'args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]}]}")
                .args("/bin/true");
    }

    private static void pointers(JsonNode node, String at, List<String> into) {
        if (!at.isEmpty()) {
            into.add(at);
        }
        if (node.isObject()) {
            node.fieldNames().forEachRemaining(name -> pointers(node.get(name), at + "/" + name, into));
        }
        for (int i = 0; node.isArray() && i < Math.min(node.size(), 1); i++) {
            pointers(node.get(i), at + "/" + i, into); // the others are like the first
        }
    }

    private static String complaint(Result result) {
        String err = String.join(
                "\n",
                result.err()
                        .lines()
                        .filter(line -> !line.contains("level=warning"))
                        .toList());
        if (result.exit() == 124 || result.exit() == 137) {
            return "hung";
        }
        if (result.exit() == 0) {
            return "";
        }
        if (result.exit() > 1) {
            return "exit status " + result.exit();
        }
        if (err.lines().count() != 1) {
            return err.isEmpty() ? "no message" : "more than one line";
        }
        return err.contains("Exception") || err.contains("panic") || err.contains("internal error")
                ? "an internal failure"
                : "";
    }

    @Test
    void wrongValuesAreTakenOrRefusedInOneLine(World world) {
        Bundle bundle = rich(world);
        world.run(bundle).expectSuccess();
        ObjectNode original = bundle.config().deepCopy();
        List<String> pointers = new ArrayList<>();
        pointers(original, "", pointers);
        List<String> complaints = new ArrayList<>();
        int count = 0;
        for (String pointer : pointers) {
            // Not every kind for every value, but each kind somewhere near: a run of minutes would not be run.
            int turn = 0;
            for (Map.Entry<String, String> wrong : WRONG.entrySet()) {
                if ((count + turn++) % 3 != 0) {
                    continue;
                }
                bundle.config().removeAll().setAll(original.deepCopy());
                bundle.json(pointer, wrong.getValue());
                Container container = world.container(bundle, "mutation");
                Result result = container.by(Invocation::bounded).run();
                String complaint = complaint(result);
                if (!complaint.isEmpty()) {
                    complaints.add(pointer + " is " + wrong.getKey() + ": " + complaint + ": " + result.exit() + " "
                            + result.err().strip());
                }
                container.forget();
            }
            count++;
        }
        assertTrue(count > 80, "only " + count + " pointers");
        assertEquals(List.of(), complaints, () -> String.join("\n", complaints));
    }
}
