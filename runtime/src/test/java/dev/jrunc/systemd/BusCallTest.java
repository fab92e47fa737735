package dev.jrunc.systemd;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.freedesktop.dbus.messages.Message;
import org.junit.jupiter.api.Test;

/** Our messages as dbus-java reads them. */
class BusCallTest {
    private static String read(byte[] bytes) throws Exception {
        StringBuilder text = new StringBuilder();
        for (Message message : ReadMessage.all(bytes)) {
            text.append(ReadMessage.text(message)).append('\n');
        }
        return text.toString();
    }

    @Test
    void greetingsOfABus() throws Exception {
        assertEquals("1 org.freedesktop.DBus.Hello(null) []\n", read(BusCall.greeting(false)));
        assertEquals("""
                1 org.freedesktop.DBus.Hello(null) []
                2 org.freedesktop.DBus.AddMatch(s) [type='signal',sender='org.freedesktop.systemd1',interface='org.freedesktop.systemd1.Manager',member='JobRemoved']
                3 org.freedesktop.systemd1.Manager.Subscribe(null) []
                """, read(BusCall.greeting(true)));
    }

    @Test
    void addresseeAndFlags() throws Exception {
        Message message = ReadMessage.all(BusCall.ping(7)).get(0);
        assertEquals("org.freedesktop.systemd1", message.getDestination());
        assertEquals("/org/freedesktop/systemd1", message.getPath());
        assertEquals(2, message.getFlags());
        assertEquals(7, message.getSerial());
    }

    @Test
    void everyTypeOfAPropertyIsMarshalled() throws Exception {
        UnitProperties properties = new UnitProperties();
        properties.set("B", Variant.flag(true));
        properties.set("T", Variant.unsigned(5));
        properties.set("S", Variant.text("text"));
        properties.set("AS", new Variant("as", List.of("a", "bcd")));
        properties.set("AY", new Variant("ay", new byte[] {1, 2, 3}));
        properties.set("AU", new Variant("au", List.of(1L, 2L)));
        properties.set("AST", new Variant("a(st)", List.of(List.of("a", 1L), List.of("bcdef", 2L))));
        properties.set("D", new Variant("d", 1.5));
        properties.set("N", new Variant("n", -2L));
        properties.set("V", new Variant("v", Variant.text("in")));
        properties.set("ATempty", new Variant("at", List.of()));
        BusWriter body = new BusWriter().text("x.scope").u32(1);
        properties.write(body);
        assertEquals(
                "16 org.freedesktop.systemd1.Manager.SetUnitProperties(sba(sv)) [x.scope, true, ["
                        + "[B, b:true], [T, t:5], [S, s:text], [AS, as:[a, bcd]], [AY, ay:[1, 2, 3]], [AU, au:[1, 2]],"
                        + " [AST, a(st):[[a, 1], [bcdef, 2]]], [D, d:1.5], [N, n:-2], [V, v:s:in], [ATempty, at:[]]]]\n",
                read(BusCall.manager(16, "SetUnitProperties", "sba(sv)", body)));
    }

    @Test
    void thePlaceOfThePidIsInTheMessage() throws Exception {
        UnitProperties properties = UnitProperties.scope("text", "a.slice", true);
        BusWriter body = new BusWriter().text("x.scope").text("replace");
        int pid = properties.write(body);
        body.endArray(body.beginArray(8));
        byte[] call = BusCall.manager(16, "StartTransientUnit", "ssa(sv)a(sa(sv))", body);
        call[BusCall.headerLength(call, body) + pid] = 42;
        assertEquals(
                "16 org.freedesktop.systemd1.Manager.StartTransientUnit(ssa(sv)a(sa(sv))) [x.scope, replace, ["
                        + "[Description, s:text], [Slice, s:a.slice], [Delegate, b:true], [PIDs, au:[42]],"
                        + " [MemoryAccounting, b:true], [CPUAccounting, b:true], [IOAccounting, b:true],"
                        + " [TasksAccounting, b:true], [DefaultDependencies, b:false]], []]\n",
                read(call));
    }
}
