package dev.jrunc.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** config-linux.md#seccomp: SCMP_ACT_NOTIFY, listenerPath and listenerMetadata. */
@Conformance
final class SeccompAgentIT {
    private static final int ENOTDIR = 20;

    private static SeccompAgent agent(World world) {
        return world.own(new SeccompAgent(world.dir().resolve("agent.sock"), ENOTDIR));
    }

    private static Bundle notifying(World world, String path) {
        return world.bundle()
                .json(
                        "/linux/seccomp",
                        "{'defaultAction':'SCMP_ACT_ALLOW','listenerPath':'" + path
                                + "','listenerMetadata':'for the agent',"
                                + "'syscalls':[{'names':['sync'],'action':'SCMP_ACT_NOTIFY'}]}")
                .guest("syscall", "sync", "--", "getpid");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void agentAnswersTheCalls(boolean noNewPrivileges, World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/process/noNewPrivileges", noNewPrivileges);
        assertEquals("[\"ENOTDIR\",\"ok\"]", world.run(bundle).json().toString());
    }

    @Test
    void agentIsToldTheContainer(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/annotations/kind", "test");
        Container container = world.container(bundle);
        container.create().expectSuccess();
        JsonNode state = agent.state();
        assertEquals("[\"seccompFd\"]", state.path("fds").toString());
        assertEquals("for the agent", state.path("metadata").asText());
        assertTrue(state.path("ociVersion").asText().startsWith("1."), state.toString());
        assertEquals(container.pid(), state.path("pid").asLong());
        JsonNode inner = state.path("state");
        assertEquals(container.id(), inner.path("id").asText());
        assertEquals(state.path("pid"), inner.path("pid"));
        assertEquals("creating", inner.path("status").asText());
        assertEquals(bundle.dir().toString(), inner.path("bundle").asText());
        assertEquals("test", inner.path("annotations").path("kind").asText());
    }

    @Test
    void filterIsOnFromCreateToTheProgram(World world) {
        SeccompAgent agent = agent(world);
        Container container = world.container(notifying(world, agent.path().toString()));
        container.create().expectSuccess();
        container.pid();
        container.start().expectSuccess();
        container.awaitEnd();
        assertTrue(container.out().text().contains("ENOTDIR"));
    }

    @Test
    void missingAgentFailsCreate(World world) {
        Bundle bundle = notifying(world, world.dir().resolve("nobody.sock").toString());
        world.run(bundle).expectFailure("failed to connect with seccomp agent");
    }

    @Test
    void writeCannotNotify(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle = notifying(world, agent.path().toString()).set("/linux/seccomp/syscalls/0/names/-", "write");
        world.run(bundle).expectFailure("SCMP_ACT_NOTIFY cannot be used for the write syscall");
    }

    @Test
    void defaultActionCannotNotify(World world) {
        SeccompAgent agent = agent(world);
        Bundle bundle =
                notifying(world, agent.path().toString()).set("/linux/seccomp/defaultAction", "SCMP_ACT_NOTIFY");
        world.run(bundle).expectFailure("SCMP_ACT_NOTIFY cannot be used as default action");
    }

    @Test
    void notifyingNeedsAListenerPath(World world) {
        world.run(notifying(world, "").remove("/linux/seccomp/listenerPath")).expectFailure("listenerPath");
    }
}
