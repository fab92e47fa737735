package dev.jrunc.plan;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a plan: {@code plan.op(MKDIR).s(path).u(0700).u(EXCL)}. Every field is checked against the operation's
 * signature, so a plan that could not be read is a bug found where it is written.
 */
public final class PlanWriter {
    private static final int VERSION = 1;
    private static final int MAX_DEPTH = 4;

    private final ByteSink out;
    private final int[] outerStarts = new int[MAX_DEPTH];
    private final int[] outerNext = new int[MAX_DEPTH];
    private final int[] bodyStarts = new int[MAX_DEPTH];
    private final @Nullable PlanOp[] outerOps = new PlanOp[MAX_DEPTH];
    private int depth;
    private boolean debug;
    /** Pairs: how a pointer begins, and what is said in its place. */
    private final List<String> elsewhere = new ArrayList<>(0);

    /** The operation that is being written, {@code null} before the first one. */
    private @Nullable PlanOp op;

    private int start;
    /** Where the type of the next field stands in the signature. */
    private int next;

    public PlanWriter() {
        out = new ByteSink(8192);
        out.u8('J').u8('R').u8('P').u8('L').u32(VERSION);
    }

    /** From here on {@link #debug} writes. */
    public PlanWriter withDebug() {
        debug = true;
        return this;
    }

    /** Begins an operation; the one before must be complete. */
    public PlanWriter op(PlanOp newOp) {
        finish();
        op = newOp;
        start = out.length();
        next = newOp.signature().indexOf(':') + 1;
        out.u16(newOp.code()).u16(0).u32(0);
        return this;
    }

    public PlanWriter s(String text) {
        field('s');
        out.string(text);
        return this;
    }

    public PlanWriter u(int value) {
        field('u');
        out.u32(value);
        return this;
    }

    public PlanWriter l(long value) {
        field('l');
        out.u64(value);
        return this;
    }

    public PlanWriter b(byte[] bytes) {
        field('b');
        out.blob(bytes);
        return this;
    }

    /** A {@code b} field that holds text, as a rule a template. */
    public PlanWriter text(String text) {
        return b(Utf8.encode(text));
    }

    public PlanWriter v(List<String> texts) {
        field('v');
        out.strings(texts);
        return this;
    }

    /** Begins the nested operations of a {@code p} field. */
    public PlanWriter begin() {
        field('p');
        PlanOp outer = op;
        if (outer == null) {
            throw new IllegalStateException("nested operations without an operation");
        }
        outerOps[depth] = outer;
        outerStarts[depth] = start;
        outerNext[depth] = next;
        bodyStarts[depth] = out.length();
        depth++;
        out.u32(0);
        op = null;
        return this;
    }

    /** Ends the nested operations; fields of the outer operation may follow. */
    public PlanWriter end() {
        finish();
        depth--;
        out.patchU32(bodyStarts[depth], out.length() - bodyStarts[depth] - 4);
        op = outerOps[depth];
        start = outerStarts[depth];
        next = outerNext[depth];
        return this;
    }

    /**
     * What has a pointer that begins so is not in config.json.
     *
     * @param place what is put in front of the rest of the pointer ({@code "--process p.json: "}); "" for a value of the
     *     command line, which the error itself quotes
     */
    public PlanWriter elsewhere(String prefix, String place) {
        elsewhere.add(prefix);
        elsewhere.add(place);
        return this;
    }

    /** The pointer, or what is said in its place. */
    public String placed(String pointer) {
        for (int i = 0; i < elsewhere.size(); i += 2) {
            if (pointer.startsWith(elsewhere.get(i))) {
                String place = elsewhere.get(i + 1);
                return place.isEmpty()
                        ? ""
                        : place + pointer.substring(elsewhere.get(i).length());
            }
        }
        return pointer;
    }

    /** Sets the context of the operations that follow: JSON pointer and what is being done. */
    public PlanWriter at(String pointer, String what) {
        if (op == PlanOp.AT) {
            // Nothing was done under the context before.
            out.truncate(start);
            op = null;
        }
        return op(PlanOp.AT).s(placed(pointer)).s(what);
    }

    /** Advice for one errno (0: any) under the context set by {@link #at}. */
    public PlanWriter hint(int errno, String text) {
        return op(PlanOp.HINT).u(errno).s(text);
    }

    /** Asks for the bytes of a file, at most {@code max}. */
    public PlanWriter read(String path, int max) {
        return read(path, max, 0);
    }

    public PlanWriter read(String path, int max, int flags) {
        return op(PlanOp.READ).s(path).u(max).u(flags);
    }

    public PlanWriter stat(String path) {
        return stat(path, 0);
    }

    public PlanWriter stat(String path, int flags) {
        return op(PlanOp.STAT).s(path).u(flags);
    }

    /** A line for whoever asked with --debug; nobody else's plan has it. */
    public void debug(String line) {
        if (debug) {
            op(PlanOp.DEBUG).s(line);
        }
    }

    /** The finished plan. */
    public byte[] toBytes() {
        if (depth != 0) {
            throw new IllegalStateException("nested operations were not ended");
        }
        finish();
        op = null;
        return out.toBytes();
    }

    private void field(char type) {
        PlanOp current = op;
        if (current == null || next == 0 || current.signature().charAt(next) != type) {
            throw new IllegalStateException("a field of type " + type + " does not fit " + current);
        }
        next = current.signature().indexOf(':', next) + 1;
    }

    private void finish() {
        if (op != null) {
            if (next != 0) {
                throw new IllegalStateException("operation " + op + " lacks fields");
            }
            out.patchU32(start + 4, out.length() - start - 8);
        }
    }
}
