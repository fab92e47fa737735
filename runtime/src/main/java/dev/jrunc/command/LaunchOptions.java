package dev.jrunc.command;

import dev.jrunc.host.Answer;
import dev.jrunc.host.Request;
import dev.jrunc.plan.Decimal;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Refusal;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The options of {@code create} and {@code run}, made absolute and checked against each other.
 *
 * @param run the program is let go at once
 * @param detached the command returns while the program runs
 * @param pidFile absolute, "" for none
 * @param consoleSocket absolute, "" for none
 * @param pidfdSocket absolute, "" for none
 * @param notifies the caller's service manager waits for word of the program
 * @param preserved number of descriptors from 3 on that the program inherits, socket activation included
 */
record LaunchOptions(
        boolean run,
        boolean detached,
        boolean keep,
        boolean subreaper,
        boolean noPivot,
        boolean newKeyring,
        boolean terminal,
        String pidFile,
        String consoleSocket,
        String pidfdSocket,
        int preserved,
        int listenFds,
        boolean notifies) {

    private static final int MAX_DESCRIPTORS = 1 << 20;

    static LaunchOptions of(Session session, Invocation invocation, BundleConfig bundle) throws Refusal, IOException {
        Request request = session.request();
        boolean run = invocation.name().equals("run") || invocation.name().equals("restore"); // detached only when told
        boolean detached = !run || invocation.flag("detach");
        boolean terminal = Boolean.TRUE.equals(bundle.process().terminal());
        String socket = path(request, invocation.value("console-socket"));
        if (!invocation.name().equals("plan") || !socket.isEmpty()) {
            checkTerminal(session.program(), terminal, detached, socket);
        }
        int listenFds = listenFds(session);
        return new LaunchOptions(
                run,
                detached,
                invocation.flag("keep"),
                !invocation.flag("no-subreaper"),
                invocation.flag("no-pivot"),
                !invocation.flag("no-new-keyring"),
                terminal,
                path(request, invocation.value("pid-file")),
                socket,
                path(request, invocation.value("pidfd-socket")),
                listenFds + count(invocation.value("preserve-fds"), "--preserve-fds"),
                listenFds,
                notifies(request.variable("NOTIFY_SOCKET")));
    }

    private static boolean notifies(@Nullable String socket) {
        return socket != null && !socket.isEmpty();
    }

    /** A terminal needs somebody at its other end: the caller's, or whoever listens on the console socket. */
    static void checkTerminal(String program, boolean terminal, boolean detached, String socket) throws Refusal {
        if (terminal && detached && socket.isEmpty()) {
            throw new Refusal(
                    "cannot allocate tty if " + program + " will detach without setting console socket",
                    "",
                    "give --console-socket, or ask for no terminal (process.terminal, exec --tty)");
        }
        if (!socket.isEmpty() && !(terminal && detached)) {
            throw new Refusal(
                    "cannot use console socket if " + program + " will not detach or allocate tty",
                    "",
                    "it takes a terminal (process.terminal, exec --tty), and --detach");
        }
    }

    /** Capabilities that the caller can hand on; in a user namespace of the container it has all of them. */
    static long grantable(Request request, boolean anyUser) {
        long known = request.lastCapability() >= 63 ? -1L : (1L << (request.lastCapability() + 1)) - 1;
        return anyUser ? known : request.boundingSet() & known;
    }

    /** Absolute, "" for none. */
    static String path(Request request, @Nullable String value) {
        return value == null || value.isEmpty() ? "" : request.absolute(value);
    }

    /** sd_listen_fds(3): meant for us when the pid is ours; passed on as they are, with the pid of the program. */
    private static int listenFds(Session session) throws Refusal, IOException {
        String count = session.request().variable("LISTEN_FDS");
        if (count == null || count.isEmpty()) {
            return 0;
        }
        Answer self = session.askOne(new PlanWriter().op(PlanOp.READLINK).s("/proc/self"));
        boolean ours = self.found() && self.text().equals(session.request().variable("LISTEN_PID"));
        return ours ? count(count, "LISTEN_FDS") : 0;
    }

    /** A number of descriptors, 0 when none is given. */
    static int count(@Nullable String value, String name) throws Refusal {
        if (value == null || value.isEmpty()) {
            return 0;
        }
        int count = (int) Decimal.parse(value, MAX_DESCRIPTORS - 1);
        if (count < 0) {
            throw new Refusal(name + " must be a number of descriptors, got \"" + value + "\"");
        }
        return count;
    }
}
