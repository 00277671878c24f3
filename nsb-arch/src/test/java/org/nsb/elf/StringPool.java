// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Content of a string table. */
final class StringPool {
    private final Map<String, Integer> offsets = new LinkedHashMap<>();
    private int size = 1;

    int add(String string) {
        if (string.isEmpty()) {
            return 0;
        }
        Integer known = offsets.get(string);
        if (known != null) {
            return known;
        }
        int offset = size;
        offsets.put(string, offset);
        size += string.getBytes(StandardCharsets.UTF_8).length + 1;
        return offset;
    }

    byte[] toBytes() {
        ByteSink sink = new ByteSink(ElfClass.ELF64).u8(0);
        offsets.keySet().forEach(s -> sink.bytes(s.getBytes(StandardCharsets.UTF_8)).u8(0));
        return sink.toBytes();
    }
}
