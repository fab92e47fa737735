package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Root of a user namespace made by an ordinary user, without a right to cgroups or to /run: how rootless Podman, buildah
 * and Docker call their runtime, without --root.
 */
@Conformance
final class NestedRootIT {
    private static Bundle bundle(World world) {
        return world.bundle()
                .remove("/linux/resources")
                .remove("/linux/cgroupsPath")
                .json("/mounts", """
                        [{'destination':'/proc','type':'proc','source':'proc'},
                         {'destination':'/dev','type':'tmpfs','source':'tmpfs','options':['nosuid','mode=755']},
                         {'destination':'/dev/pts','type':'devpts','source':'devpts','options':['newinstance','ptmxmode=0666']},
                         {'destination':'/sys','type':'sysfs','source':'sysfs','options':['ro']}]
                        """);
    }

    /** Runs the lines with the runtime as "$@". */
    private static Result inside(World world, Bundle bundle, String lines) {
        bundle.write();
        Path home = world.dir().resolve("home");
        Host.run("mkdir", "-p", home.toString());
        Host.run("chown", "1000:1000", home.toString());
        return world.runtime()
                .call()
                .through("sh", "-ec", "cd " + bundle.dir() + "\n" + lines, "sh")
                .through("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", "unshare", "-Urm")
                .env("PATH", "/usr/bin:/usr/sbin:/bin:/sbin")
                .env("XDG_RUNTIME_DIR", home.toString())
                .env("TMPDIR", home.toString())
                .run();
    }

    @Test
    void containerRuns(World world) {
        Bundle bundle = bundle(world).shell("test -c /dev/null && echo x > /dev/null && cat /proc/self/uid_map");
        String map = inside(world, bundle, "\"$@\" run c").expectSuccess().out();
        assertEquals("0 1000 1", String.join(" ", map.strip().split(" +")));
    }

    @Test
    void everyCommandFindsTheContainer(World world) {
        Bundle bundle = bundle(world).guest("hold");
        String lines =
                """
                "$@" create c > log 2>&1 < /dev/null || { cat log; exit 1; }
                "$@" state c | grep -o '"status": "[a-z]*"'
                "$@" start c
                "$@" exec c /bin/echo entered
                "$@" list -q
                "$@" kill c KILL
                "$@" delete --force c
                "$@" list -q
                """.replace("> log", "> \"$XDG_RUNTIME_DIR/log\"").replace("cat log", "cat \"$XDG_RUNTIME_DIR/log\"");
        assertEquals(
                "\"status\": \"created\"\nentered\nc\n",
                inside(world, bundle, lines).expectSuccess().out());
    }

    /** Device rules take rights in the first user namespace, whatever USER says. */
    @Test
    void whoSaysThatHeIsRootGetsNoDeviceRules(World world) {
        Bundle bundle = bundle(world)
                .json("/linux/resources", "{'devices':[{'allow':false,'access':'rwm'}]}")
                .shell("echo x > /dev/null && cat /proc/self/uid_map");
        Container container = world.container(bundle)
                .by(call -> call.env("USER", "root").through("unshare", "--user", "--map-root-user", "--mount"));
        String map = container.run().expectSuccess().out();
        assertEquals("0 0 1", String.join(" ", map.strip().split(" +")));
    }

    /** namespaces(7): the limit is one of the caller's user namespace. */
    @Test
    void limitOnNamespacesIsNamed(World world) {
        String limit = "echo 0 > /proc/sys/user/max_uts_namespaces; exec \"$@\"";
        world.container(bundle(world))
                .by(call -> call.through("sh", "-ec", limit, "sh")
                        .through("unshare", "--user", "--map-root-user", "--mount"))
                .run()
                .expectFailure("user.max_*_namespaces");
    }

    /** user_namespaces(7) denies setgroups(2) here; engines list an image's groups all the same. */
    @Test
    void groupsThatCannotBeSetAreLeftOut(World world) {
        Bundle bundle = bundle(world).json("/process/user", "{'uid':0,'gid':0,'additionalGids':[5]}");
        Report report = new Report(inside(world, bundle, "\"$@\" run c").json());
        assertEquals(List.of(), report.list("groups"));
    }
}
