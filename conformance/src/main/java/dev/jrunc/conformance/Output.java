package dev.jrunc.conformance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/** What comes out of a pipe: read on demand, and waited for without a thread. Outlives the process it was made for. */
public final class Output implements AutoCloseable {
    private final int fd;
    private final int patience;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean ended;

    Output(int fd, int patience) {
        this.fd = fd;
        this.patience = patience;
    }

    int fd() {
        return fd;
    }

    /** True when every holder of the pipe's other end has closed it. */
    public boolean ended() {
        return ended;
    }

    /** Takes what is there now. */
    public String text() {
        byte[] buffer = new byte[65536];
        while (!ended) {
            long n = Kernel.C.read(fd, buffer, buffer.length);
            if (n < 0 && Kernel.wouldBlock()) {
                break;
            }
            if (n <= 0) {
                ended = true; // a terminal's master says EIO when the last user of the other side is gone
                break;
            }
            bytes.write(buffer, 0, (int) n);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** Waits until the text contains a whole line that starts so; that line. */
    public String awaitLine(String prefix) {
        long end = deadline();
        while (true) {
            String text = text();
            int start = text.startsWith(prefix) ? 0 : text.indexOf('\n' + prefix) + 1;
            int stop = text.indexOf('\n', start);
            if ((start > 0 || text.startsWith(prefix)) && stop >= 0) {
                return text.substring(start, stop);
            }
            if (ended) {
                throw new AssertionError("the output ended without a line \"" + prefix + "\":\n" + text);
            }
            await(end, "a line \"" + prefix + "\"");
        }
    }

    /** Waits until this is found in what came after the first {@code from} characters, as a prompt is; what came. */
    public String awaitMatch(int from, Pattern wanted) {
        long end = deadline();
        while (true) {
            String text = text();
            if (text.length() >= from && wanted.matcher(text.substring(from)).find()) {
                return text.substring(from);
            }
            if (ended) {
                throw new AssertionError("the output ended without \"" + wanted + "\":\n" + text);
            }
            await(end, "\"" + wanted + "\"");
        }
    }

    /** Waits until nobody holds the other end any more; all of the text. */
    public String awaitEnd() {
        long end = deadline();
        String text = text();
        while (!ended) {
            await(end, "the end of output (a process still holds it open)");
            text = text();
        }
        return text;
    }

    private void await(long end, String what) {
        int left = (int) Math.max(0, (end - System.nanoTime()) / 1_000_000);
        if (!Kernel.poll(List.of(fd), left)[0] && left == 0) {
            throw new AssertionError("waited in vain for " + what + "; so far:\n" + text());
        }
    }

    private long deadline() {
        return System.nanoTime() + patience * 1_000_000L;
    }

    @Override
    public void close() {
        Kernel.C.close(fd);
    }
}
