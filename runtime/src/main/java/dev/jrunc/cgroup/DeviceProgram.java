package dev.jrunc.cgroup;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * Compiles device rules into a program of type BPF_PROG_TYPE_CGROUP_DEVICE, which returns 1 to allow.
 *
 * <p>Its context is {@code struct bpf_cgroup_dev_ctx}: u32 access_type (access in the upper, type in the lower half),
 * u32 major, u32 minor. As in v1, one exception to "denied" must cover all that is asked, while one to "allowed" need
 * only touch it.
 */
final class DeviceProgram {
    private static final int INSTRUCTION = 8;
    /** Six before the exceptions, two after them. */
    private static final int FRAME = 8;

    private static final int MAX_PER_EXCEPTION = 7;

    private static final int LOAD_WORD = 0x61;
    private static final int MOVE = 0xbf;
    private static final int MOVE_CONSTANT = 0xb7;
    private static final int AND_CONSTANT = 0x57;
    private static final int SHIFT_RIGHT = 0x77;
    private static final int JUMP = 0x05;
    private static final int JUMP_IF_NOT_EQUAL = 0x55;
    private static final int JUMP_IF_SET = 0x45;
    private static final int EXIT = 0x95;

    private static final int RESULT = 0;
    private static final int CONTEXT = 1;
    private static final int TYPE = 2;
    private static final int ACCESS = 3;
    private static final int MAJOR = 4;
    private static final int MINOR = 5;

    private static final int BLOCK = 1;
    private static final int CHAR = 2;

    private final ByteBuffer code;

    private DeviceProgram(int exceptions) {
        code = ByteBuffer.allocate((FRAME + MAX_PER_EXCEPTION * exceptions) * INSTRUCTION)
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The instructions, 8 bytes each. */
    static byte[] compile(DeviceRules rules) {
        List<DeviceRules.Entry> exceptions = rules.exceptions();
        DeviceProgram program = new DeviceProgram(exceptions.size());
        program.emit(LOAD_WORD, TYPE, CONTEXT, 0, 0);
        program.emit(MOVE, ACCESS, TYPE, 0, 0);
        program.emit(SHIFT_RIGHT, ACCESS, 0, 0, 16);
        program.emit(AND_CONSTANT, TYPE, 0, 0, 0xffff);
        program.emit(LOAD_WORD, MAJOR, CONTEXT, 4, 0);
        program.emit(LOAD_WORD, MINOR, CONTEXT, 8, 0);
        for (DeviceRules.Entry one : exceptions) {
            program.exception(one, rules.allowByDefault());
        }
        program.answer(rules.allowByDefault());
        byte[] bytes = new byte[program.code.position()];
        program.code.flip();
        program.code.get(bytes);
        return bytes;
    }

    private void exception(DeviceRules.Entry one, boolean allowByDefault) {
        boolean major = one.major != DeviceRules.ANY;
        boolean minor = one.minor != DeviceRules.ANY;
        boolean access = allowByDefault || one.access != DeviceRules.ALL;
        int left = 2 + (major ? 1 : 0) + (minor ? 1 : 0) + (access ? (allowByDefault ? 2 : 1) : 0);
        emit(JUMP_IF_NOT_EQUAL, TYPE, 0, left, one.type == 'b' ? BLOCK : CHAR);
        if (access && allowByDefault) {
            emit(JUMP_IF_SET, ACCESS, 0, 1, one.access);
            left -= 2;
            emit(JUMP, 0, 0, left, 0);
        } else if (access) {
            left--;
            emit(JUMP_IF_SET, ACCESS, 0, left, DeviceRules.ALL & ~one.access);
        }
        // Numbers from 2^31 on are sign-extended and match nothing, as they should: Linux has 12 and 20 bits.
        if (major) {
            left--;
            emit(JUMP_IF_NOT_EQUAL, MAJOR, 0, left, (int) one.major);
        }
        if (minor) {
            left--;
            emit(JUMP_IF_NOT_EQUAL, MINOR, 0, left, (int) one.minor);
        }
        answer(!allowByDefault);
    }

    private void answer(boolean allow) {
        emit(MOVE_CONSTANT, RESULT, 0, 0, allow ? 1 : 0);
        emit(EXIT, 0, 0, 0, 0);
    }

    /** {@code struct bpf_insn}. */
    private void emit(int code, int target, int source, int offset, int constant) {
        this.code
                .put((byte) code)
                .put((byte) (source << 4 | target))
                .putShort((short) offset)
                .putInt(constant);
    }
}
