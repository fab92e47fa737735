package dev.jrunc.plan;

/** A criu_req of CRIU's rpc.proto; the numbers are that file's. */
public final class CriuRequest {
    /** What is asked for, with its name in messages and in those of the files that tell of it. */
    public enum Type {
        DUMP(1, "dump"),
        RESTORE(2, "restore"),
        PRE_DUMP(4, "dump");

        private final int number;
        private final String word;

        Type(int number, String word) {
            this.number = number;
            this.word = word;
        }

        public String log() {
            return word + ".log";
        }

        public String statistics() {
            return "stats-" + word;
        }
    }

    private static final int NOTIFY = 6;
    private static final int LOG_EVERYTHING = 4;

    private final Type type;
    private final Protobuf options = new Protobuf();

    /**
     * Begins with what every request of ours has.
     *
     * @param images number of the image directory's descriptor
     * @param work of that where the log goes
     */
    public CriuRequest(Type type, int images, int work) {
        this.type = type;
        options.number(CriuOption.IMAGES_DIR_FD, images).number(CriuOption.WORK_DIR_FD, work);
        options.number(CriuOption.LOG_LEVEL, LOG_EVERYTHING).text(CriuOption.LOG_FILE, type.log());
        options.flag(CriuOption.NOTIFY_SCRIPTS, true);
        options.flag(CriuOption.EVASIVE_DEVICES, true);
        options.flag(CriuOption.ORPHAN_PTS_MASTER, true);
    }

    public Type type() {
        return type;
    }

    /** The fields of criu_opts. */
    public Protobuf options() {
        return options;
    }

    /** A bind mount: how the images call it, and what it is here. */
    public void externalMount(String key, String value) {
        options.message(CriuOption.EXT_MNT, new Protobuf().text(1, key).text(2, value));
    }

    /** Something outside of the container is met under this key again. */
    public void inherit(String key, int descriptor) {
        options.message(CriuOption.INHERIT_FD, new Protobuf().text(1, key).number(2, descriptor));
    }

    public void pageServer(String address, int port) {
        options.message(CriuOption.PS, new Protobuf().text(1, address).number(2, port));
    }

    /** The root of the container's cgroups in the tree of this controller; "" is cgroup2. */
    public void cgroupRoot(String controller, String path) {
        Protobuf root = new Protobuf();
        if (!controller.isEmpty()) {
            root.text(1, controller);
        }
        options.message(CriuOption.CG_ROOT, root.text(2, path));
    }

    public byte[] toBytes() {
        return new Protobuf().number(1, type.number).message(2, options).toBytes();
    }

    /** What a notification is answered with. */
    public static byte[] answer(boolean success) {
        return new Protobuf().number(1, NOTIFY).flag(3, success).toBytes();
    }
}
