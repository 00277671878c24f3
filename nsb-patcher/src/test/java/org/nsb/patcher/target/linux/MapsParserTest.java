// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

class MapsParserTest {
    private static Mapping only(String line) {
        MemoryMap map = MapsParser.parse(line + "\n");
        assertEquals(1, map.mappings().size());
        return map.mappings().get(0);
    }

    @Test
    void reads_every_field() {
        assertEquals(
                new Mapping(
                        0x55d0c6a00000L,
                        0x55d0c6a21000L,
                        "r-xp",
                        0x2000,
                        "fe:01",
                        2212489,
                        "/usr/bin/cat"),
                only(
                        "55d0c6a00000-55d0c6a21000 r-xp 00002000 fe:01 2212489"
                                + "                    /usr/bin/cat"));
    }

    @Test
    void anonymous_memory_has_no_name() {
        assertEquals("", only("7f0000000000-7f0000001000 rw-p 00000000 00:00 0 ").name());
    }

    @Test
    void a_name_may_contain_spaces_and_say_deleted() {
        assertEquals(
                "/tmp/a b  c (deleted)",
                only("1000-2000 r--p 00000000 fe:00 7                  /tmp/a b  c (deleted)")
                        .name());
    }

    @Test
    void a_line_feed_in_a_name_is_escaped_and_a_backslash_is_not() {
        assertEquals(
                "/tmp/a\nb\\c", only("1000-2000 r--p 00000000 fe:00 7   /tmp/a\\012b\\c").name());
    }

    @Test
    void memory_files_and_the_anonymous_double_slash_keep_their_names() {
        assertEquals(
                "/memfd:nsb:1 (deleted)",
                only("1000-2000 r-xp 00000000 00:01 9   /memfd:nsb:1 (deleted)").name());
        assertEquals("//anon", only("1000-2000 rw-p 00000000 00:05 3   //anon").name());
    }

    @Test
    void addresses_of_the_upper_half_are_unsigned() {
        Mapping vsyscall =
                only("ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0    [vsyscall]");
        assertEquals(0x1000, vsyscall.size());
        assertTrue(vsyscall.contains(0xffffffffff600fffL));
    }

    @Test
    void an_empty_file_is_an_empty_map() {
        assertEquals(0, MapsParser.parse("").mappings().size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage",
                "1000-2000",
                "1000-2000 r-xp 0 00:00",
                "10002000 r-xp 00000000 00:00 0",
                "1000-xyz r-xp 00000000 00:00 0",
                "1000-2000 rx 00000000 00:00 0",
                "1000-2000 r-xp 00000000 00:00 -"
            })
    void a_line_that_the_kernel_does_not_write_is_refused(String line) {
        assertThrows(IllegalArgumentException.class, () -> MapsParser.parse(line));
    }
}
