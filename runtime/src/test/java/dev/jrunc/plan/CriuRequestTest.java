package dev.jrunc.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The bytes are worked out by hand from protobuf's encoding and the numbers of CRIU's rpc.proto. */
class CriuRequestTest {
    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void numbersAreVarints() {
        assertEquals("089601", hex(new Protobuf().number(1, 150).toBytes())); // 150 = 0b1_0010110
        assertEquals("f00107", hex(new Protobuf().number(30, 7).toBytes())); // key 30 << 3 = 240
        assertEquals(
                "08" + "ff".repeat(9) + "01", hex(new Protobuf().number(1, -1).toBytes()));
    }

    @Test
    void textsAreCountedInBytes() {
        assertEquals(
                "120974657374696e67c3a9", hex(new Protobuf().text(2, "testingé").toBytes()));
    }

    @Test
    void answersToNotifications() {
        assertEquals("08061801", hex(CriuRequest.answer(true)));
        assertEquals("08061800", hex(CriuRequest.answer(false)));
    }

    @Test
    void wholeRequest() {
        CriuRequest request = new CriuRequest(CriuRequest.Type.DUMP, 200, 201);
        request.options().number(2, 300);
        request.externalMount("/a", "/b");
        request.cgroupRoot("", "/c");
        request.inherit("k", 205);
        String options = "08c801" // images_dir_fd 200
                + "8801c901" // work_dir_fd 201
                + "4804" // log_level 4
                + "520864756d702e6c6f67" // log_file dump.log
                + "6001" // notify_scripts
                + "3001" // evasive_devices
                + "900301" // orphan_pts_master
                + "10ac02" // pid 300
                + "ba01080a022f6112022f62" // ext_mnt
                + "ca010412022f63" // cg_root
                + "da01060a016b10cd01"; // inherit_fd
        String length = Integer.toHexString(options.length() / 2);
        assertEquals("0801" + "12" + length + options, hex(request.toBytes()));
    }
}
