package dev.jrunc.bundle.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * How long a registry may keep somebody waiting. A timeout for each read would not do: a byte now and then meets that for
 * ever.
 *
 * @param bytesPerSecond what must come of a body, on average over time; 0 for no such bound
 * @param time until an answer has begun, and between two bytes of it
 */
public record Patience(long bytesPerSecond, Duration time) {
    public static final Patience DEFAULT = new Patience(1000, Duration.ofSeconds(30));

    private static final long AGAIN = 100;

    int millis() {
        return Math.toIntExact(time.toMillis());
    }

    private String words() {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** The status of an answer, with all of its header. */
    int status(HttpURLConnection connection) throws IOException {
        CompletableFuture<Boolean> late =
                new CompletableFuture<Boolean>().completeOnTimeout(true, millis(), TimeUnit.MILLISECONDS);
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        CompletableFuture<Void> hangUp = late.thenAcceptAsync(isLate -> {
            // While the name is looked up there is nothing that could be closed: then once more.
            while (isLate && !done.isDone()) {
                connection.disconnect();
                done.copy()
                        .completeOnTimeout(false, AGAIN, TimeUnit.MILLISECONDS)
                        .join();
            }
        });
        try {
            int status = connection.getResponseCode();
            if (late.complete(false)) {
                return status;
            }
            throw new IOException("closed");
        } catch (IOException e) {
            if (late.complete(false)) {
                throw e;
            }
            throw new IOException("no answer within " + words() + "; see --speed-time", e);
        } finally {
            done.complete(true);
            hangUp.join();
        }
    }

    /** A body that fails when it comes too slowly; what its reader does meanwhile does not count. */
    InputStream watch(InputStream body) {
        return new FilterInputStream(body) {
            private long waited;
            private long came;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                long start = System.nanoTime();
                int count;
                try {
                    count = in.read(buffer, offset, length);
                } catch (SocketTimeoutException e) {
                    throw new IOException("nothing came for " + words() + "; see --speed-time", e);
                }
                waited += System.nanoTime() - start;
                came += Math.max(0, count);
                if (waited >= time.toNanos()) {
                    if (count >= 0 && came < bytesPerSecond * (waited / 1e9)) {
                        throw new IOException(
                                "slower than " + bytesPerSecond + " bytes/s for " + words() + "; see --speed-limit");
                    }
                    waited = 0;
                    came = 0;
                }
                return count;
            }
        };
    }
}
