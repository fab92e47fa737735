package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config.md#posix-platform-mounts: uidMappings, gidMappings and the options idmap and ridmap. */
@Conformance
final class IdMappedMountsIT {
    private static final String MAPS = "'uidMappings':[{'containerID':0,'hostID':1000,'size':100}],"
            + "'gidMappings':[{'containerID':0,'hostID':2000,'size':100}]";

    /** A filesystem with a file of ids 0 and 7, and below it a second one with the same. */
    private static Path source(World world) throws IOException {
        Path dir = Files.createDirectories(world.dir().resolve("source"));
        for (Path each : new Path[] {dir, dir.resolve("below")}) {
            Files.createDirectories(each);
            Host.run("mount", "-t", "tmpfs", "source", each.toString());
            world.own(() -> Host.run("umount", each.toString()));
            Files.writeString(each.resolve("file"), "text");
            Host.run("chown", "0:7", each.resolve("file").toString());
        }
        return dir;
    }

    private static Bundle mapped(World world, Bundle bundle, String options, String maps) throws IOException {
        return bundle.json(
                "/mounts/-",
                "{'destination':'/m','source':'" + source(world) + "','options':[" + options + "]" + maps + "}");
    }

    private static void assumeMappable() {
        String[] kernel = Host.read("/proc/sys/kernel/osrelease").split("[.-]", -1);
        assumeTrue(
                Integer.parseInt(kernel[0]) * 1000 + Integer.parseInt(kernel[1]) >= 6003,
                "the ids of a tmpfs can be mapped since Linux 6.3");
    }

    private static String owners(World world, Bundle bundle) {
        assumeMappable();
        JsonNode stat =
                world.run(bundle.guest("stat", "/m/file", "/m/below/file")).json();
        return owner(stat.path("/m/file")) + " " + owner(stat.path("/m/below/file"));
    }

    private static String owner(JsonNode stat) {
        return stat.path("uid") + ":" + stat.path("gid");
    }

    @Test
    void idmapMapsTheMountAlone(World world) throws IOException {
        assertEquals("1000:2007 0:7", owners(world, mapped(world, world.bundle(), "'rbind','idmap'", "," + MAPS)));
    }

    @Test
    void ridmapMapsWhatIsBelowAsWell(World world) throws IOException {
        assertEquals(
                "1000:2007 1000:2007", owners(world, mapped(world, world.bundle(), "'rbind','ridmap'", "," + MAPS)));
    }

    @Test
    void mappingsAloneAskForIdmap(World world) throws IOException {
        assertEquals("1000:2007 0:7", owners(world, mapped(world, world.bundle(), "'rbind'", "," + MAPS)));
    }

    @Test
    void withoutMappingsThoseOfTheUserNamespaceAreTaken(World world) throws IOException {
        assertEquals("0:7 0:7", owners(world, mapped(world, world.bundle().userNamespace(), "'rbind','ridmap'", "")));
    }

    /** More of them than descriptors, and than what a byte counts. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void thereMayBeMany(boolean user, World world) throws IOException {
        assumeMappable();
        Bundle bundle = user ? world.bundle().userNamespace() : world.bundle();
        String maps = user ? MAPS.replace("1000", "100005").replace("2000", "100003") : MAPS;
        String source = source(world) + "/below";
        for (int i = 0; i < 255; i++) {
            bundle.json(
                    "/mounts/-",
                    "{'destination':'/m" + i + "','source':'" + source + "','options':['bind','idmap']," + maps + "}");
        }
        Result run = world.container(bundle.guest("stat", "/m0/file", "/m254/file"))
                .by(call -> call.prepare("ulimit -Sn 64"))
                .run()
                .expectSuccess();
        for (String file : new String[] {"/m0/file", "/m254/file"}) {
            assertEquals(user ? "5:10" : "1000:2007", owner(run.json().path(file)));
        }
    }

    @Test
    void mappingsOfItsOwnInAUserNamespace(World world) throws IOException {
        String maps = ",'uidMappings':[{'containerID':0,'hostID':100005,'size':100}],"
                + "'gidMappings':[{'containerID':0,'hostID':100003,'size':100}]";
        assertEquals(
                "5:10 5:10", owners(world, mapped(world, world.bundle().userNamespace(), "'rbind','ridmap'", maps)));
    }

    @Test
    void withoutAnyMappingsItIsRefused(World world) throws IOException {
        world.run(mapped(world, world.bundle(), "'rbind','idmap'", "")).expectFailure("");
    }

    @Test
    void onlyBindsAreMapped(World world) {
        world.run(world.bundle().json("/mounts/-", "{'destination':'/m','type':'tmpfs','source':'tmpfs'," + MAPS + "}"))
                .expectFailure("");
    }

    @Test
    void filesystemThatCannotIsRefused(World world) {
        world.run(world.bundle()
                        .json("/mounts/-", "{'destination':'/m','source':'/sys','options':['bind']," + MAPS + "}"))
                .expectFailure("/m");
    }
}
