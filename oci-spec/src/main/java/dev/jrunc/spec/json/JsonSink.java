package dev.jrunc.spec.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.UTF8JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes one document property by property and leaves out what is absent. */
final class JsonSink {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final JsonGenerator generator;

    JsonSink(boolean indented) {
        generator =
                new UTF8JsonGenerator(BareJackson.context(), JsonGenerator.Feature.collectDefaults(), null, bytes, '"');
        if (indented) {
            generator.setPrettyPrinter(Indented.printer());
        }
    }

    /** Apart, so that a document in one line loads nothing of this. */
    private static final class Indented {
        static DefaultPrettyPrinter printer() {
            DefaultIndenter tabs = new DefaultIndenter("\t", "\n");
            return new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(tabs)
                    .withArrayIndenter(tabs);
        }
    }

    byte[] finish() {
        try {
            generator.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    void enterObject() throws IOException {
        generator.writeStartObject();
    }

    void leaveObject() throws IOException {
        generator.writeEndObject();
    }

    void enterArray() throws IOException {
        generator.writeStartArray();
    }

    void leaveArray() throws IOException {
        generator.writeEndArray();
    }

    void name(String name) throws IOException {
        generator.writeFieldName(name);
    }

    void text(String name, @Nullable String value) throws IOException {
        if (value != null && !value.isEmpty()) {
            generator.writeStringField(name, value);
        }
    }

    void bool(String name, @Nullable Boolean value) throws IOException {
        if (value != null) {
            generator.writeBooleanField(name, value);
        }
    }

    void number(String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            generator.writeNumberField(name, value);
        }
    }

    void number(String name, @Nullable Long value) throws IOException {
        if (value != null) {
            generator.writeNumberField(name, value);
        }
    }

    void unsigned(String name, @Nullable Long value) throws IOException {
        if (value != null) {
            generator.writeFieldName(name);
            generator.writeNumber(Long.toUnsignedString(value));
        }
    }

    void numbers(String name, List<Long> values) throws IOException {
        if (!values.isEmpty()) {
            generator.writeFieldName(name);
            generator.writeStartArray();
            for (long value : values) {
                generator.writeNumber(value);
            }
            generator.writeEndArray();
        }
    }

    void texts(String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            textsIfPresent(name, values);
        }
    }

    void textsIfPresent(String name, @Nullable List<String> values) throws IOException {
        if (values != null) {
            generator.writeFieldName(name);
            generator.writeStartArray();
            for (String value : values) {
                generator.writeString(value);
            }
            generator.writeEndArray();
        }
    }

    void textMap(String name, Map<String, String> values) throws IOException {
        if (!values.isEmpty()) {
            generator.writeFieldName(name);
            generator.writeStartObject();
            for (Map.Entry<String, String> each : values.entrySet()) {
                generator.writeStringField(each.getKey(), each.getValue());
            }
            generator.writeEndObject();
        }
    }
}
