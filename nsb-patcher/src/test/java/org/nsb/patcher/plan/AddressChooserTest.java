// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.nsb.patcher.plan.AddressChooser.Window;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/** Mappings of real programs, recorded. */
class AddressChooserTest {
    private static final long PAGE = 4096;
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;

    private static final String PIE =
            """
            55d4c0a00000-55d4c0a40000 r--p /usr/bin/server
            55d4c0a40000-55d4c0b00000 r-xp /usr/bin/server
            55d4c0b00000-55d4c0b20000 rw-p /usr/bin/server
            55d4c1f00000-55d4c1f21000 rw-p [heap]
            7f8a10000000-7f8a10021000 rw-p
            7f8a10021000-7f8a14000000 ---p
            7f8a17bff000-7f8a17c00000 ---p
            7f8a17c00000-7f8a18400000 rw-p
            7f8a18400000-7f8a18426000 r--p /usr/lib/libc.so.6
            7f8a18426000-7f8a1857b000 r-xp /usr/lib/libc.so.6
            7f8a1857b000-7f8a185d0000 r--p /usr/lib/libc.so.6
            7ffd1a200000-7ffd1a221000 rw-p [stack]
            7ffd1a3f0000-7ffd1a3f4000 r--p [vvar]
            7ffd1a3f4000-7ffd1a3f6000 r-xp [vdso]
            ffffffffff600000-ffffffffff601000 --xp [vsyscall]
            """;

    private static final String NON_PIE =
            """
            00400000-00401000 r--p /usr/bin/old
            00401000-00500000 r-xp /usr/bin/old
            00500000-00510000 rw-p /usr/bin/old
            01a00000-01a21000 rw-p [heap]
            7fff00000000-7fff00021000 rw-p [stack]
            """;

    private static MemoryMap parse(String text) {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : text.lines().toList()) {
            String[] fields = line.split("[ -]", 4);
            String[] rest = line.split(" ", 3);
            mappings.add(
                    new Mapping(
                            Long.parseUnsignedLong(fields[0], 16),
                            Long.parseUnsignedLong(fields[1], 16),
                            rest[1],
                            0,
                            "00:00",
                            0,
                            rest.length > 2 ? rest[2] : ""));
        }
        return new MemoryMap(mappings);
    }

    private static AddressChooser chooser(String maps, long near, long programEnd) {
        return new AddressChooser(parse(maps), PAGE, near, programEnd);
    }

    private static Window within(long address, long reach) {
        return new Window(Math.max(0, address - reach), address + reach);
    }

    @Test
    void comesToLieRightBelowTheProgram() {
        long program = 0x55d4c0a00000L;
        OptionalLong found =
                chooser(PIE, program, 0x55d4c0b20000L)
                        .choose(5 * PAGE, PAGE, within(program, 2 * GIB));
        assertEquals(OptionalLong.of(program - 6 * PAGE), found);
    }

    @Test
    void comesToLieInTheNearestGapBelowALibrary() {
        long libc = 0x7f8a18400000L;
        OptionalLong found =
                chooser(PIE, libc, 0x55d4c0b20000L).choose(5 * PAGE, PAGE, within(libc, 2 * GIB));
        // between the arena's reserve and the guard of a thread's stack
        assertEquals(OptionalLong.of(0x7f8a17bff000L - 6 * PAGE), found);
    }

    @Test
    void largerImageGoesFurtherDown() {
        long libc = 0x7f8a18400000L;
        OptionalLong found =
                chooser(PIE, libc, 0x55d4c0b20000L).choose(128 * MIB, PAGE, within(libc, 2 * GIB));
        assertEquals(OptionalLong.of(0x7f8a10000000L - PAGE - 128 * MIB), found);
    }

    @Test
    void alignmentIsKept() {
        long program = 0x55d4c0a00000L;
        long found =
                chooser(PIE, program, 0x55d4c0b20000L)
                        .choose(5 * PAGE, 2 * MIB, within(program, 2 * GIB))
                        .orElseThrow();
        assertEquals(0, found % (2 * MIB));
        assertTrue(found + 5 * PAGE <= program - PAGE);
    }

    @Test
    void lowestPagesAreNotUsed() {
        OptionalLong found =
                chooser(NON_PIE, 0x400000, 0x510000).choose(0x3e0000, PAGE, new Window(0, 2 * GIB));
        assertEquals(OptionalLong.of(0x400000 - PAGE - 0x3e0000), found);
        long low = found.getAsLong();
        assertTrue(low >= 65536);
    }

    @Test
    void keepsAwayFromTheHeapAsFarAsPossible() {
        long size = 16 * MIB; // does not fit below
        long found =
                chooser(NON_PIE, 0x400000, 0x510000)
                        .choose(size, PAGE, new Window(0, 2 * GIB))
                        .orElseThrow();
        // the random distance between program and heap is free, and nothing grows into it
        assertEquals(0x510000 + PAGE, found);

        size = 32 * MIB;
        found =
                chooser(NON_PIE, 0x400000, 0x510000)
                        .choose(size, PAGE, new Window(0, 2 * GIB))
                        .orElseThrow();
        assertEquals(0x1a21000 + GIB, found);
        found =
                chooser(NON_PIE, 0x400000, 0x510000)
                        .choose(size, PAGE, new Window(0, GIB))
                        .orElseThrow();
        assertEquals(0x1a21000 + 64 * MIB, found);
    }

    @Test
    void heapThatDoesNotExistYetIsLeftRoomToo() {
        String maps = NON_PIE.replaceAll("(?m)^01a00000.*\n", "");
        long found =
                chooser(maps, 0x400000, 0x510000)
                        .choose(16 * MIB, PAGE, new Window(0, 2 * GIB))
                        .orElseThrow();
        assertEquals(0x510000 + GIB, found);
    }

    @Test
    void mainStackMayGrow() {
        long stack = 0x7ffd1a200000L;
        OptionalLong none =
                chooser(PIE, 0x7ffd1a3f0000L, 0x55d4c0b20000L)
                        .choose(PAGE, PAGE, new Window(stack - 100 * MIB, stack));
        assertEquals(OptionalLong.empty(), none);
    }

    @Test
    void nothingIsFoundWhereNothingIsFree() {
        assertEquals(
                OptionalLong.empty(),
                chooser(PIE, 0x55d4c0a00000L, 0x55d4c0b20000L)
                        .choose(PAGE, PAGE, new Window(0x55d4c0a00000L, 0x55d4c0b20000L)));
        assertEquals(
                OptionalLong.empty(),
                chooser(PIE, 0x55d4c0a00000L, 0).choose(PAGE, PAGE, new Window(10, 5)));
    }
}
