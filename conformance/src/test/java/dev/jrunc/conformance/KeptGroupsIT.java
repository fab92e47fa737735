package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** run.oci.keep_original_groups, an annotation of crun's that Podman sets for --group-add keep-groups. */
@Conformance
final class KeptGroupsIT {
    private static Container container(World world, Bundle bundle) {
        return world.container(bundle).by(call -> call.through("setpriv", "--groups", "4,24"));
    }

    private static Bundle keeping(Bundle bundle) {
        return bundle.json("/annotations", "{'run.oci.keep_original_groups':'1'}");
    }

    @Test
    void groupsOfTheCallerAreKept(World world) {
        Bundle bundle = keeping(world.bundle()).json("/process/user", "{'uid':1001,'gid':1002}");
        Report report = new Report(container(world, bundle).run().json());
        assertEquals(List.of("4", "24"), report.list("groups"));
    }

    /** The namespace has no names for them, and yet they count for access. */
    @Test
    void groupsOutsideAUserNamespaceAreKept(World world) {
        Report report = new Report(
                container(world, keeping(world.bundle().userNamespace())).run().json());
        assertEquals(List.of("65534", "65534"), report.list("groups"));
    }

    @Test
    void execKeepsThoseOfItsCaller(World world) {
        Container container = container(world, keeping(world.bundle()).guest("hold"));
        container.started();
        Result result = world.call("exec", container.id(), "/guest", "report")
                .through("setpriv", "--groups", "7")
                .run();
        assertEquals(List.of("7"), new Report(result.json()).list("groups"));
        container.stop();
    }

    @Test
    void withoutTheAnnotationTheyAreGone(World world) {
        Bundle bundle = world.bundle().json("/annotations", "{'run.oci.keep_original_groups':'0'}");
        assertEquals(List.of(), new Report(container(world, bundle).run().json()).list("groups"));
    }
}
