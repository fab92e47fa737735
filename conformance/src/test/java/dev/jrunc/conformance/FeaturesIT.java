package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** features: what it promises is what create takes. */
@Conformance
final class FeaturesIT {
    private static JsonNode features(World world) {
        return world.runtime().call("features").run().json();
    }

    private static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        array.forEach(each -> strings.add(each.asText()));
        return strings;
    }

    @Test
    void versionsAndListsAreThere(World world) {
        JsonNode features = features(world);
        assertEquals("1.0.0", features.path("ociVersionMin").asText());
        Expect.begins("1.", features.path("ociVersionMax").asText());
        assertEquals(6, features.path("hooks").size());
        List<String> options = strings(features.path("mountOptions"));
        assertEquals(options.stream().sorted().toList(), options);
        assertTrue(
                options.containsAll(List.of("bind", "rbind", "ro", "rprivate", "nosuid", "strictatime")),
                options.toString());
        List<String> namespaces = strings(features.at("/linux/namespaces"));
        assertTrue(namespaces.containsAll(List.of("pid", "mount", "user", "network")), namespaces.toString());
        for (JsonNode value : features.path("annotations")) {
            assertFalse(value.asText().contains("\n"), "a line break in an annotation has broken parsers");
        }
    }

    /** features.md: no property that this version of the specification does not define. */
    @Test
    void propertiesAreThoseOfTheSpecification(World world) throws IOException {
        List<String> foreign = new ArrayList<>();
        collectForeign("features-schema.json", "", features(world), "", foreign);
        // features-linux.md has these, the schema does not.
        foreign.removeAll(List.of("/linux/intelRdt/schemata", "/linux/intelRdt/monitoring", "/linux/memoryPolicy"));
        assertEquals(List.of(), foreign);
    }

    private static void collectForeign(String file, String at, JsonNode value, String path, List<String> foreign)
            throws IOException {
        Path schemas = Path.of("../oci-spec/src/main/schema");
        JsonNode schema = Json.parse(Files.readString(schemas.resolve(file))).at(at);
        String reference = schema.path("$ref").asText("");
        if (!reference.isEmpty()) {
            String[] parts = reference.split("#", -1);
            collectForeign(parts[0].isEmpty() ? file : parts[0], parts[1], value, path, foreign);
        } else if (schema.has("properties")) {
            for (var each : value.properties()) {
                String name = each.getKey();
                if (schema.path("properties").has(name)) {
                    collectForeign(file, at + "/properties/" + name, each.getValue(), path + "/" + name, foreign);
                } else {
                    foreign.add(path + "/" + name);
                }
            }
        }
    }

    @Test
    void everyNamespaceIsTheKernels(World world) {
        for (String namespace : strings(features(world).at("/linux/namespaces"))) {
            String name = switch (namespace) {
                case "network" -> "net";
                case "mount" -> "mnt";
                default -> namespace;
            };
            assertFalse(Host.link("/proc/self/ns/" + name).isEmpty(), namespace + " is unknown to this kernel");
        }
    }

    /** The list is in the order of the kernel's numbers: who asks for those that the caller has gets the caller's set. */
    @Test
    void everyCapabilityIsTheKernels(World world) {
        List<String> names = strings(features(world).at("/linux/capabilities"));
        assertEquals(Integer.parseInt(Host.read("/proc/sys/kernel/cap_last_cap")) + 1, names.size());
        String callers = Host.read("/proc/self/status").replaceAll("(?s).*CapBnd:\\s(\\w+).*", "$1");
        Bundle bundle = world.bundle();
        for (int number = 0; number < names.size(); number++) {
            if ((Long.parseUnsignedLong(callers, 16) >> number & 1) == 1) {
                bundle.json("/process/capabilities/bounding/-", "'" + names.get(number) + "'");
            }
        }
        assertEquals("CapBnd:\t" + callers, world.shell(bundle, "grep CapBnd /proc/self/status"));
    }

    @Test
    void everySupportedSeccompFlagIsTaken(World world) {
        List<String> flags = strings(features(world).at("/linux/seccomp/supportedFlags"));
        assumeFalse(flags.isEmpty(), "the runtime supports no flag of seccomp");
        for (String flag : flags) {
            Bundle bundle = world.bundle().args("/bin/true");
            bundle.json("/linux/seccomp", "{'defaultAction': 'SCMP_ACT_ALLOW', 'flags': ['" + flag + "']}");
            world.run(bundle).expectSuccess();
        }
    }

    /** features.md: the least and the greatest version that it names MUST be taken. */
    @ParameterizedTest
    @ValueSource(strings = {"ociVersionMin", "ociVersionMax"})
    void bothVersionsAreTaken(String property, World world) {
        world.report(
                world.bundle().set("/ociVersion", features(world).path(property).asText()));
    }

    /** features-linux.md: each name of a list MUST be known where config.json takes it. */
    @ParameterizedTest
    @CsvSource({"actions,syscalls/0/action", "operators,syscalls/0/args/0/op", "archs,architectures/-"})
    void everySeccompNameIsKnown(String list, String place, World world) {
        List<String> names = strings(features(world).at("/linux/seccomp/" + list));
        assumeFalse(names.isEmpty(), "the runtime names no " + list);
        for (String name : names) {
            Bundle bundle = world.bundle().args("/bin/true");
            bundle.json(
                    "/linux/seccomp",
                    "{'defaultAction':'SCMP_ACT_ALLOW','architectures':[],'listenerPath':'" + bundle.dir()
                            + "/nobody','syscalls':[{'names':['acct'],'action':'SCMP_ACT_ERRNO',"
                            + "'args':[{'index':0,'value':1,'op':'SCMP_CMP_EQ'}]}]}");
            Result result = world.run(bundle.set("/linux/seccomp/" + place, name));
            // Known, and no more: there is no agent, and an architecture of another byte order is none of this host's.
            assertFalse(result.err().contains("is not a valid"), name + ": " + result.err());
            if (list.equals("operators")) {
                result.expectSuccess();
            }
        }
    }

    /** As above; a mode or flag may be newer than this kernel. */
    @Test
    void everyMemoryPolicyNameIsKnown(World world) {
        JsonNode policies = features(world).at("/linux/memoryPolicy");
        assumeFalse(policies.isMissingNode(), "the runtime knows no memory policies");
        for (String mode : strings(policies.path("modes"))) {
            String nodes = List.of("MPOL_DEFAULT", "MPOL_LOCAL").contains(mode) ? "" : "0";
            policyIsKnown("{'mode':'" + mode + "','nodes':'" + nodes + "'}", world);
        }
        for (String flag : strings(policies.path("flags"))) {
            policyIsKnown("{'mode':'MPOL_BIND','nodes':'0','flags':['" + flag + "']}", world);
        }
    }

    private static void policyIsKnown(String policy, World world) {
        Result result = world.run(world.bundle().args("/bin/true").json("/linux/memoryPolicy", policy));
        assertFalse(result.err().contains("invalid memory policy"), policy + ": " + result.err());
        assertTrue(result.exit() == 0 || result.err().contains("memory policy"), policy + ": " + result.err());
    }

    @Test
    void everyCapabilityAndNamespaceIsKnown(World world) {
        JsonNode linux = features(world).path("linux");
        Bundle bundle = world.bundle().args("/bin/true").json("/process/capabilities/bounding", "[]");
        strings(linux.path("capabilities")).forEach(name -> bundle.set("/process/capabilities/bounding/-", name));
        world.run(bundle).expectSuccess();
        for (String type : strings(linux.path("namespaces"))) {
            if (!type.equals("user")) { // which needs mappings as well
                world.run(world.bundle().args("/bin/true").namespace(type, "")).expectSuccess();
            }
        }
    }

    @Test
    void everyMountOptionIsTaken(World world) {
        // Not on a tmpfs of one's own: remount, and those of id mapped mounts, which need maps.
        List<String> others = List.of("bind", "rbind", "remount", "idmap", "ridmap", "mand");
        Bundle bundle = world.bundle().args("/bin/true");
        for (String option : strings(features(world).path("mountOptions"))) {
            if (!others.contains(option)) {
                bundle.mount("/mnt/" + option, "tmpfs", "tmpfs", option);
            }
        }
        world.run(bundle).expectSuccess();
    }
}
