package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
        assertTrue(features.path("ociVersionMax").asText().startsWith("1."));
        assertEquals(6, features.path("hooks").size());
        List<String> options = strings(features.path("mountOptions"));
        assertEquals(options.stream().sorted().toList(), options);
        assertTrue(options.containsAll(List.of("bind", "rbind", "ro", "rprivate", "nosuid", "strictatime")));
        assertTrue(strings(features.at("/linux/namespaces")).containsAll(List.of("pid", "mount", "user", "network")));
        for (JsonNode value : features.path("annotations")) {
            assertFalse(value.asText().contains("\n"), "a line break in an annotation has broken parsers");
        }
    }

    @Test
    void everySupportedSeccompFlagIsTaken(World world) {
        for (String flag : strings(features(world).at("/linux/seccomp/supportedFlags"))) {
            Bundle bundle = world.bundle().args("/bin/true");
            bundle.json("/linux/seccomp", "{'defaultAction': 'SCMP_ACT_ALLOW', 'flags': ['" + flag + "']}");
            world.run(bundle).expectSuccess();
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
