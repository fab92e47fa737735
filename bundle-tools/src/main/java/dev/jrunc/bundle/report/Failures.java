package dev.jrunc.bundle.report;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/** The C library's words for what the JDK throws. */
public final class Failures {
    private Failures() {}

    /** Knows java.io's "config.json (Permission denied)" and the exception types of java.nio. */
    public static String words(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof EOFException) {
            return "cut short";
        }
        if (e instanceof UnknownHostException) {
            return "no such host: " + e.getMessage();
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        if (e instanceof FileSystemException system && system.getReason() != null) {
            message = system.getReason();
        }
        int open = message.lastIndexOf('(');
        if (open >= 0 && message.endsWith(")")) {
            message = message.substring(open + 1, message.length() - 1);
        }
        return message.isEmpty() ? message : message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    }
}
