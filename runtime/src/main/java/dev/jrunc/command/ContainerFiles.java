package dev.jrunc.command;

import dev.jrunc.lifecycle.SavedState;
import dev.jrunc.lifecycle.StateDirectory;
import dev.jrunc.plan.Errno;
import dev.jrunc.plan.PlanFlags;
import dev.jrunc.plan.PlanOp;
import dev.jrunc.plan.PlanWriter;
import dev.jrunc.plan.Slot;
import org.jspecify.annotations.Nullable;

/**
 * The files that make a container exist: its directory, which one of several commands gets, with the lock, the state and
 * the configuration in it before the first side effect; and those that are written when its process runs.
 */
final class ContainerFiles {
    private static final String NEW = ".new";

    private final StateDirectory directory;
    private final SavedState state;

    ContainerFiles(StateDirectory directory, SavedState state) {
        this.directory = directory;
        this.state = state;
    }

    /**
     * Takes the id.
     *
     * @param root of all containers, made when missing
     * @param config the configuration as it was read
     * @param whoMay hint for a caller who can't make the root, null for none
     */
    void reserve(PlanWriter plan, String root, byte[] config, @Nullable String whoMay) {
        plan.at("", "");
        if (whoMay != null) {
            plan.hint(Errno.EACCES, whoMay);
            plan.hint(Errno.EROFS, "--root names another directory for the state");
        }
        plan.op(PlanOp.MKDIR).s(root).u(0700).u(PlanFlags.MKDIR_PARENTS);
        plan.hint(Errno.EEXIST, "container with given ID already exists");
        plan.op(PlanOp.MKDIR).s(directory.path()).u(0700).u(PlanFlags.MKDIR_EXCLUSIVE);
        plan.op(PlanOp.UNDO).begin();
        plan.op(PlanOp.REMOVE_STATE).s(directory.path());
        plan.end();
        plan.at("", "");
        plan.op(PlanOp.LOCK).s(directory.path()).u(0);
        writeState(plan, directory.state());
        plan.op(PlanOp.WRITE).s(directory.config()).u(0600).u(0).b(config);
    }

    /** Names the process, in files that count when {@link #processRuns} puts them into their places. */
    void nameProcess(PlanWriter plan, byte[] record) {
        plan.op(PlanOp.LINK).s(directory.link()).text(state.linkTarget());
        plan.op(PlanOp.RECORD).s(directory.record() + NEW).b(record);
        writeState(plan, directory.state() + NEW);
    }

    /** The replay record, the state once more, and the pid file, if any. */
    void processRuns(PlanWriter plan, String pidFile) {
        plan.op(PlanOp.RENAME).s(directory.record() + NEW).s(directory.record());
        plan.op(PlanOp.RENAME).s(directory.state() + NEW).s(directory.state());
        pidFile(plan, pidFile);
    }

    /** Nothing for "". */
    static void pidFile(PlanWriter plan, String path) {
        if (!path.isEmpty()) {
            plan.at("", "--pid-file");
            plan.op(PlanOp.WRITE)
                    .s(path)
                    .u(0666)
                    .u(PlanFlags.WRITE_ATOMIC | PlanFlags.WRITE_TEMPLATE | PlanFlags.WRITE_UMASK)
                    .text(Slot.PID);
            plan.at("", "");
        }
    }

    /** @param name what the message says beside the descriptor: runc's words for the kind of process */
    static void pidfd(PlanWriter plan, String socket, String name) {
        if (!socket.isEmpty()) {
            plan.at("", "--pidfd-socket");
            plan.op(PlanOp.PIDFD).s(socket).s(name);
            plan.at("", "");
        }
    }

    /** @param socket "": the caller's own terminal */
    static void console(PlanWriter plan, String socket) {
        plan.at("", socket.isEmpty() ? "" : "--console-socket");
        plan.op(PlanOp.CONSOLE).s(socket);
        plan.at("", "");
    }

    private void writeState(PlanWriter plan, String path) {
        plan.op(PlanOp.WRITE)
                .s(path)
                .u(0600)
                .u(PlanFlags.WRITE_ATOMIC | PlanFlags.WRITE_TEMPLATE)
                .text(state.template());
    }
}
