package dev.jrunc.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Copies maps so that they can no longer change and keep the order of the document, which {@link Map#copyOf} loses. */
final class OrderedMap {
    private OrderedMap() {}

    static <V> Map<String, V> copyOf(Map<String, V> map) {
        return map.isEmpty() ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
