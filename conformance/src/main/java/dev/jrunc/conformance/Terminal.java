package dev.jrunc.conformance;

import java.nio.charset.StandardCharsets;
import jnr.ffi.Pointer;

/** A pseudo-terminal, held by its master as an engine or a terminal window does. */
public final class Terminal implements AutoCloseable {
    private static final int O_NOCTTY = 0x100;
    private static final long TIOCSWINSZ = 0x5414;
    private static final long TIOCGWINSZ = 0x5413;

    private final int master;
    private int slave = -1;
    private final Output output;

    Terminal(int master, int patience) {
        this.master = master;
        Kernel.setNonBlocking(master);
        output = new Output(master, patience);
    }

    public static Terminal open(int patience) {
        int master = Kernel.open("/dev/ptmx", Kernel.O_RDWR | O_NOCTTY);
        Kernel.check("grantpt", Kernel.C.grantpt(master));
        Kernel.check("unlockpt", Kernel.C.unlockpt(master));
        Terminal terminal = new Terminal(master, patience);
        terminal.slave =
                Kernel.open(terminal.path(), Kernel.O_RDWR | O_NOCTTY); // its modes are lost with the last user
        return terminal;
    }

    /** The other side's path, for a terminal made by {@link #open}. */
    public String path() {
        return Kernel.C.ptsname(master);
    }

    public Output output() {
        return output;
    }

    public void type(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Kernel.check("write", Kernel.C.write(master, bytes, bytes.length));
    }

    public void resize(int rows, int columns) {
        Pointer size = Kernel.memory(8);
        size.putShort(0, (short) rows);
        size.putShort(2, (short) columns);
        Kernel.check("TIOCSWINSZ", Kernel.C.ioctl(master, TIOCSWINSZ, size));
    }

    /** "rows columns". */
    public String size() {
        Pointer size = Kernel.memory(8);
        Kernel.check("TIOCGWINSZ", Kernel.C.ioctl(master, TIOCGWINSZ, size));
        return size.getShort(0) + " " + size.getShort(2);
    }

    /** Its modes in stty's form. */
    public String modes() {
        return Host.run("stty", "-F", path(), "-g").strip();
    }

    @Override
    public void close() {
        output.close();
        if (slave >= 0) {
            Kernel.C.close(slave);
        }
    }
}
