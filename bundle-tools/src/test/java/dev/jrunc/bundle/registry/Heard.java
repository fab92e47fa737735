package dev.jrunc.bundle.registry;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What a pull said while it was busy. */
final class Heard implements Pull.Listener {
    final List<String> retries = new CopyOnWriteArrayList<>();
    final CountDownLatch waited = new CountDownLatch(1);

    @Override
    public void layers(int count, long size) {
        assertTrue(count > 0);
    }

    @Override
    public void bytes(long received, long total) {
        // Nobody looks.
    }

    @Override
    public void retrying(String what, String why) {
        retries.add(what + ": " + why);
    }

    @Override
    public void waiting(String layout) {
        waited.countDown();
    }
}
