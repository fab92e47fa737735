package dev.jrunc;

import dev.jrunc.cli.FrontDoor;
import dev.jrunc.host.BuildId;
import dev.jrunc.host.SocketHost;
import dev.jrunc.resident.ResidentEngine;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;

/**
 * The engine: one conversation with the launcher, then gone; or resident, one after the other. The socket is stdin; stdout
 * is the JVM's, which has things to say there before it reads its options.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 1 && arguments[0].equals("--train")) {
            Training.run();
            return;
        }
        if (arguments.length == 2 && arguments[0].equals("--resident")) {
            ResidentEngine.serve(Integer.parseInt(arguments[1]), BuildId.id(), Training::once);
            Runtime.getRuntime().halt(0);
        }
        SocketHost host = new SocketHost(
                new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.in), BuildId.id());
        FrontDoor door = new FrontDoor(host);
        try {
            door.run();
        } catch (OutOfMemoryError e) {
            door.refuseForMemory();
        }
        // Nothing is left to clean up: shutting the JVM down in order would cost a millisecond.
        Runtime.getRuntime().halt(0);
    }
}
