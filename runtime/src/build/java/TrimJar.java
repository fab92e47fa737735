import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.SimpleRemapper;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Makes a jar start faster: {@code java -cp ASM TrimJar.java IN OUT MAIN_CLASS}.
 *
 * <p>Keeps classes and resources only (no signatures, no module-info, no Maven metadata), sorted and with one fixed time;
 * compressed, as what matters at a start is in the archive. Class files older than Java 8 become Java 8, because a CDS
 * archive of JDK 25 leaves old ones out. Names of local variables go; native libraries move beside the jar.
 * Jackson's BigDecimal constants move to where they are used: JDK 25 needs 20 ms to initialise BigDecimal, and a
 * config.json has no use for it. Where the jar has {@code LockedReference}, Jackson uses that in the place of
 * AtomicReference, whose VarHandle takes 40 classes of java.lang.invoke and 0.7 ms.
 */
final class TrimJar {
    private static final String BASE = "com/fasterxml/jackson/core/base/ParserMinimalBase";
    private static final String BIG_DECIMAL = "java/math/BigDecimal";
    private static final Map<String, String> REFERENCES = Map.of(
            "java/util/concurrent/atomic/AtomicReference", "dev/jrunc/LockedReference",
            "java/util/concurrent/atomic/AtomicReferenceArray", "dev/jrunc/LockedReferenceArray");
    /** Native halves for this machine, of those for every system that the libraries know. */
    private static final String ARCH = System.getProperty("os.arch");

    private static final String JFFI = "jni/" + (ARCH.equals("amd64") ? "x86_64" : ARCH) + "-Linux/";
    private static final String ZSTD = "linux/" + ARCH + "/libzstd-jni-";
    private static final long TIME = 1767225600000L; // 2026-01-01, as project.build.outputTimestamp

    private final Map<String, byte[]> entries = new TreeMap<>();
    private final String mainClass;
    private int upgraded;
    private int constants;

    private TrimJar(String mainClass) {
        this.mainClass = mainClass;
    }

    public static void main(String[] args) throws IOException {
        Path in = Path.of(args[0]);
        Path out = Path.of(args[1]);
        TrimJar jar = new TrimJar(args[2]);
        jar.read(in);
        jar.rewrite();
        jar.moveLibraries(out.toAbsolutePath().getParent());
        jar.write(out);
        jar.writeNames(Path.of(out.toString().replaceAll("\\.jar$", ".classes")));
        System.out.println(out.getFileName() + ": " + jar.entries.size() + " entries, " + Files.size(out) / 1024
                + " KiB, " + jar.upgraded + " class files upgraded, " + jar.constants + " BigDecimal constants moved");
        if (jar.entries.containsKey(BASE + ".class") && jar.constants == 0) {
            throw new IllegalStateException(BASE + " has changed: no BigDecimal constant found; see TrimJar");
        }
    }

    private void read(Path in) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(in))) {
            for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
                if (!e.isDirectory() && isKept(e.getName())) {
                    entries.put(e.getName(), zip.readAllBytes());
                }
            }
        }
    }

    private static boolean isKept(String name) {
        if (name.startsWith("META-INF/")) {
            return name.startsWith("META-INF/services/") || name.contains("LICENSE") || name.contains("NOTICE");
        }
        if (name.startsWith("jni/")) {
            return name.startsWith(JFFI);
        }
        if (name.contains("/libzstd-jni-")) {
            return name.startsWith(ZSTD);
        }
        return !name.endsWith("module-info.class");
    }

    private void rewrite() {
        for (Map.Entry<String, byte[]> e : entries.entrySet()) {
            if (!e.getKey().endsWith(".class")) {
                continue;
            }
            byte[] code = e.getValue();
            boolean old = (code[7] & 0xff) < Opcodes.V1_8;
            boolean jackson = e.getKey().startsWith("com/fasterxml/jackson/core/");
            if (jackson && entries.containsKey("dev/jrunc/LockedReference.class")) {
                code = withLockedReferences(code);
                e.setValue(code);
            }
            if (!old && !jackson) {
                e.setValue(withoutVariables(code));
                continue;
            }
            ClassNode node = new ClassNode();
            // Frames of an old file are absent or in the old form: they are computed anew.
            new ClassReader(code).accept(node, old ? ClassReader.SKIP_FRAMES : 0);
            int moved = jackson ? moveConstants(node) : 0;
            if (old) {
                node.version = Opcodes.V1_8;
                upgraded++;
            }
            constants += moved;
            if (old || moved > 0) {
                ClassWriter writer = new JarClassWriter(old ? ClassWriter.COMPUTE_FRAMES : ClassWriter.COMPUTE_MAXS);
                node.accept(writer);
                code = writer.toByteArray();
            }
            e.setValue(withoutVariables(code));
        }
    }

    /** Names of local variables are for debuggers; lines stay, which a stack trace tells. */
    private static byte[] withoutVariables(byte[] code) {
        ClassWriter writer = new ClassWriter(0); // not with the reader: its constants would stay
        new ClassReader(code)
                .accept(
                        new ClassVisitor(Opcodes.ASM9, writer) {
                            @Override
                            public MethodVisitor visitMethod(
                                    int access, String name, String type, String signature, String[] exceptions) {
                                return new MethodVisitor(
                                        Opcodes.ASM9, super.visitMethod(access, name, type, signature, exceptions)) {
                                    @Override
                                    public void visitLocalVariable(
                                            String name, String type, String signature, Label from, Label to, int at) {}
                                };
                            }
                        },
                        0);
        return writer.toByteArray();
    }

    private static byte[] withLockedReferences(byte[] code) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(code).accept(new ClassRemapper(writer, new SimpleRemapper(Opcodes.ASM9, REFERENCES)), 0);
        return writer.toByteArray();
    }

    /** Drops the BD_* initialisers of ParserMinimalBase, and makes the value at each place that reads one. */
    private static int moveConstants(ClassNode node) {
        int moved = 0;
        for (MethodNode method : node.methods) {
            InsnList code = method.instructions;
            for (AbstractInsnNode insn : code.toArray()) {
                if (!(insn instanceof FieldInsnNode field) || !isConstant(field)) {
                    continue;
                }
                if (field.getOpcode() == Opcodes.PUTSTATIC) { // NEW, DUP, GETSTATIC BI_*, INVOKESPECIAL, PUTSTATIC
                    for (int i = 0; i < 4; i++) {
                        code.remove(field.getPrevious());
                    }
                } else {
                    code.insertBefore(field, new LdcInsnNode(valueOf(field.name)));
                    code.insertBefore(
                            field,
                            new MethodInsnNode(
                                    Opcodes.INVOKESTATIC, BIG_DECIMAL, "valueOf", "(J)L" + BIG_DECIMAL + ";", false));
                }
                code.remove(field);
                moved++;
            }
        }
        return moved;
    }

    private static boolean isConstant(FieldInsnNode field) {
        return field.name.startsWith("BD_") && field.desc.equals("L" + BIG_DECIMAL + ";");
    }

    private static Long valueOf(String name) {
        return switch (name) {
            case "BD_MIN_LONG" -> Long.MIN_VALUE;
            case "BD_MAX_LONG" -> Long.MAX_VALUE;
            case "BD_MIN_INT" -> (long) Integer.MIN_VALUE;
            case "BD_MAX_INT" -> (long) Integer.MAX_VALUE;
            default -> throw new IllegalStateException("unknown constant " + name);
        };
    }

    private void write(Path out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(out))) {
            zip.setLevel(9);
            // Since JDK 24 JNR's native library is loaded without a warning only where this is said.
            byte[] manifest = ("Manifest-Version: 1.0\r\nMain-Class: " + mainClass
                            + "\r\nEnable-Native-Access: ALL-UNNAMED\r\n\r\n")
                    .getBytes("US-ASCII");
            put(zip, "META-INF/MANIFEST.MF", manifest);
            for (Map.Entry<String, byte[]> e : entries.entrySet()) {
                put(zip, e.getKey(), e.getValue());
            }
        }
    }

    /** The class list for make-archive, which may have no tool at hand that looks into a jar. */
    private void writeNames(Path out) throws IOException {
        StringBuilder names = new StringBuilder();
        for (String name : entries.keySet()) {
            if (name.endsWith(".class") && !name.endsWith("package-info.class")) {
                names.append(name, 0, name.length() - ".class".length()).append('\n');
            }
        }
        Files.writeString(out, names);
    }

    /** Native libraries for this machine lie beside the jar: else they are unpacked below /tmp at each start. */
    private void moveLibraries(Path directory) throws IOException {
        for (Iterator<Map.Entry<String, byte[]>> all = entries.entrySet().iterator(); all.hasNext(); ) {
            Map.Entry<String, byte[]> e = all.next();
            Path name = Path.of(e.getKey());
            if (e.getKey().startsWith(JFFI)) {
                Files.write(directory.resolve(name.getFileName()), e.getValue());
                all.remove();
            } else if (e.getKey().startsWith(ZSTD)) {
                // Without its version, which the class that loads it would have to know.
                Files.write(directory.resolve("libzstd-jni.so"), e.getValue());
                all.remove();
            }
        }
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        CRC32 crc = new CRC32();
        crc.update(data);
        entry.setCrc(crc.getValue());
        entry.setSize(data.length);
        entry.setTime(TIME);
        zip.putNextEntry(entry);
        zip.write(data);
    }

    /** Finds common superclasses among the jar's own classes, without loading any. */
    private final class JarClassWriter extends ClassWriter {
        JarClassWriter(int flags) {
            super(flags);
        }

        @Override
        protected String getCommonSuperClass(String a, String b) {
            for (String x = a; x != null; x = superOf(x)) {
                for (String y = b; y != null; y = superOf(y)) {
                    if (x.equals(y)) {
                        return x;
                    }
                }
            }
            return "java/lang/Object";
        }

        private String superOf(String name) {
            byte[] code = entries.get(name + ".class");
            ByteArrayOutputStream copy = new ByteArrayOutputStream();
            if (code == null) {
                try (InputStream in = ClassLoader.getSystemResourceAsStream(name + ".class")) {
                    if (in == null) {
                        return null; // an optional dependency that is not in the jar
                    }
                    in.transferTo(copy);
                    code = copy.toByteArray();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            ClassReader reader = new ClassReader(code);
            return (reader.getAccess() & Opcodes.ACC_INTERFACE) != 0 ? "java/lang/Object" : reader.getSuperName();
        }
    }
}
