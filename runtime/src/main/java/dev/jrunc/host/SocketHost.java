package dev.jrunc.host;

import dev.jrunc.plan.ByteSink;
import dev.jrunc.plan.PlanWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/** The door in production: frames on a stream socket, see {@code docs/plan-format.md}. */
public final class SocketHost implements Host {
    private static final int REQUEST = 1;
    private static final int ANSWERS = 2;
    private static final int ASK = 3;
    private static final int FINAL = 4;
    private static final int MAX_FRAME = 128 << 20;

    private final InputStream in;
    private final OutputStream out;
    private final Request request;

    /** Reads the REQUEST frame that every conversation begins with. */
    public SocketHost(InputStream in, OutputStream out, String buildId) throws IOException {
        this.in = in;
        this.out = out;
        this.request = Request.read(receive(REQUEST), buildId);
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public List<Answer> ask(PlanWriter questions) throws IOException {
        send(ASK, questions);
        ByteSource source = receive(ANSWERS);
        List<Answer> answers = new ArrayList<>();
        while (!source.atEnd()) {
            answers.add(new Answer(source.u32(), source.blob()));
        }
        return answers;
    }

    @Override
    public void finish(PlanWriter plan) throws IOException {
        send(FINAL, plan);
    }

    private void send(int kind, PlanWriter plan) throws IOException {
        byte[] bytes = plan.toBytes();
        out.write(new ByteSink(bytes.length + 5)
                .u32(bytes.length + 1)
                .u8(kind)
                .raw(bytes)
                .toBytes());
        out.flush();
    }

    private ByteSource receive(int kind) throws IOException {
        byte[] header = readFully(5);
        ByteSource source = new ByteSource(header);
        int length = source.u32();
        int got = source.u8();
        if (length < 1 || length > MAX_FRAME || got != kind) {
            throw new ProtocolException("frame of kind " + got + " and " + length + " bytes, not of kind " + kind);
        }
        return new ByteSource(readFully(length - 1));
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = new byte[length];
        int have = 0;
        while (have < length) {
            int n = in.read(bytes, have, length - have);
            if (n < 0) {
                throw new EOFException("the launcher is gone");
            }
            have += n;
        }
        return bytes;
    }
}
