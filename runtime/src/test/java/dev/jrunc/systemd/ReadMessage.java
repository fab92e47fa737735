package dev.jrunc.systemd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.MessageTypeException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.types.Variant;

/** Reads messages by another's code, that of dbus-java. */
final class ReadMessage {
    private ReadMessage() {}

    /** All that stand in these bytes, one behind the other. */
    static List<Message> all(byte[] bytes) throws DBusException, MessageTypeException {
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int body = u32(bytes, at + 4);
            int fields = u32(bytes, at + 12);
            int header = (16 + fields + 7) / 8 * 8;
            byte[] length = Arrays.copyOfRange(bytes, at + 12, at + 16);
            byte[] array = new byte[8 + header - 16];
            System.arraycopy(length, 0, array, 0, 4);
            System.arraycopy(bytes, at + 16, array, 8, header - 16);
            messages.add(MessageFactory.createMessage(
                    bytes[at + 1],
                    Arrays.copyOfRange(bytes, at, at + 12),
                    array,
                    Arrays.copyOfRange(bytes, at + header, at + header + body),
                    null));
            at += header + body;
        }
        return messages;
    }

    /** "serial interface.member(signature) values". */
    static String text(Message message) throws DBusException {
        return message.getSerial() + " " + message.getInterface() + "." + message.getName() + "(" + message.getSig()
                + ") " + words(message.getParameters());
    }

    /** A value in brackets where it has parts. */
    static String words(Object value) {
        if (value instanceof Variant<?> variant) {
            return variant.getSig() + ":" + words(variant.getValue());
        }
        if (value instanceof byte[] bytes) {
            return Arrays.toString(bytes);
        }
        if (value instanceof int[] numbers) {
            return Arrays.toString(numbers);
        }
        Object[] parts =
                value instanceof Object[] array ? array : value instanceof List<?> list ? list.toArray() : null;
        if (parts == null) {
            return String.valueOf(value);
        }
        StringBuilder text = new StringBuilder("[");
        for (Object part : parts) {
            text.append(text.length() == 1 ? "" : ", ").append(words(part));
        }
        return text.append(']').toString();
    }

    private static int u32(byte[] bytes, int at) {
        return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8 | (bytes[at + 2] & 0xff) << 16 | bytes[at + 3] << 24;
    }
}
