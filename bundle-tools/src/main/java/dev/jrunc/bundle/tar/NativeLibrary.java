package dev.jrunc.bundle.tar;

import java.io.File;

/** Where zstd's native half lies. */
final class NativeLibrary {
    private NativeLibrary() {}

    /** Beside the jar in an installed tree; otherwise zstd-jni unpacks it below /tmp, as it does in the tests. */
    static void choose() {
        File jar = new File(System.getProperty("java.class.path", ""));
        File library = new File(jar.getAbsoluteFile().getParentFile(), "libzstd-jni.so");
        if (System.getProperty("ZstdNativePath") == null && library.isFile()) {
            System.setProperty("ZstdNativePath", library.getPath());
        }
    }
}
