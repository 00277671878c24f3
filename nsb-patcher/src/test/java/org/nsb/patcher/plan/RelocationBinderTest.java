// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.patcher.Fixture;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.plan.PatchImage.AddressRange;
import org.nsb.patcher.plan.PatchImage.LoadSegment;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchFormatException;

/** Relocation types are those of the x86-64 psABI, table 4.9. */
class RelocationBinderTest {
    private static final int R_64 = 1;
    private static final int R_PC32 = 2;
    private static final int R_GLOB_DAT = 6;
    private static final int R_RELATIVE = 8;
    private static final int R_32 = 10;
    private static final int R_DTPMOD64 = 16;
    private static final int R_IRELATIVE = 37;
    private static final long IMAGE = 0x7000_0000_0000L;
    private static final long PLACE = 0x2010;

    private static final PatchFile FILE = new Fixture().patch("fix", "aa01");

    private static PatchImage patch(BindRelocation relocation) {
        Vzpatch old = FILE.vzpatch();
        Vzpatch vzpatch =
                new Vzpatch(
                        old.target(),
                        old.patch(),
                        old.label(),
                        old.functions(),
                        old.symbols(),
                        List.of(relocation),
                        old.placement(),
                        old.newSymbols(),
                        old.origin());
        return new PatchImage(
                "fix.so",
                vzpatch,
                new byte[0],
                List.of(
                        new LoadSegment(0x1000, new byte[16], 0x100, 5, 4096),
                        new LoadSegment(0x2000, new byte[64], 0x1000, 3, 4096)),
                new AddressRange(0, 0));
    }

    private final byte[] content = new byte[0x4000];
    private List<LateField> late;

    private long bind(int type, long place, OptionalInt symbol, long addend, SymbolValue value) {
        PatchImage patch = patch(new BindRelocation(place, type, symbol, addend));
        ImageLayout layout = ImageLayout.of(patch, 100, 4096);
        late =
                new RelocationBinder(1, Fixture.CPU, patch, List.of(value), null)
                        .bind(content, layout, IMAGE);
        return ByteBuffer.wrap(content)
                .order(ByteOrder.LITTLE_ENDIAN)
                .getLong((int) layout.offset(place));
    }

    private static SymbolValue address(long address) {
        return new SymbolValue.Address(address, 8);
    }

    /** The control region takes one page, and the patch is linked to 0x1000. */
    private static final long BIAS = IMAGE;

    @Test
    void formulasOfThePsabi() {
        OptionalInt symbol = OptionalInt.of(0);
        SymbolValue value = address(0x5555_0000_1000L);
        assertEquals(0x5555_0000_1007L, bind(R_64, PLACE, symbol, 7, value));
        assertEquals(0x5555_0000_1000L, bind(R_GLOB_DAT, PLACE, symbol, 7, value));
        assertEquals(BIAS + 0x1004, bind(R_RELATIVE, PLACE, OptionalInt.empty(), 0x1004, value));
        assertEquals(
                0xff_fff0L - 4,
                bind(R_PC32, PLACE + 16, symbol, -4, address(BIAS + PLACE + 16 + 0xff_fff0L)));
        assertTrue(late.isEmpty());
    }

    @Test
    void overflowIsRefused() {
        OptionalInt symbol = OptionalInt.of(0);
        long far = BIAS + PLACE + (1L << 31);
        assertThrows(
                NotApplicableException.class, () -> bind(R_PC32, PLACE, symbol, 0, address(far)));
        assertThrows(
                NotApplicableException.class,
                () -> bind(R_32, PLACE, symbol, 0, address(1L << 32)));
        assertEquals(0xffff_ffffL, bind(R_32, PLACE, symbol, 0, address(0xffff_ffffL)));
    }

    @Test
    void indirectFunctionsAreLeftForLater() {
        bind(R_IRELATIVE, PLACE, OptionalInt.empty(), 0x1040, address(0));
        assertEquals(BIAS + 0x1040, late.get(0).resolver());
        assertEquals(BIAS + PLACE, late.get(0).address());
        assertEquals(Formula.INDIRECT, late.get(0).rule().formula());

        SymbolValue value = new SymbolValue.ResolverResult(0x4711);
        assertEquals(0, bind(R_64, PLACE + 16, OptionalInt.of(0), 3, value));
        assertEquals(0x4711, late.get(0).resolver());
        assertEquals(3, late.get(0).constant());
    }

    @Test
    void placesOutsideOfTheSegmentsAreRefused() {
        OptionalInt none = OptionalInt.empty();
        for (long place : new long[] {0, 0xff8, 0x10f9, 0x1ff8, 0x2ff9, -8, Long.MAX_VALUE}) {
            assertThrows(
                    VzpatchFormatException.class,
                    () -> bind(R_RELATIVE, place, none, 0, address(0)),
                    Long.toHexString(place));
        }
        bind(R_RELATIVE, 0x2ff8, none, 0, address(0));
    }

    @Test
    void symbolOfTheWrongKindIsRefused() {
        OptionalInt symbol = OptionalInt.of(0);
        assertThrows(
                VzpatchFormatException.class, () -> bind(R_DTPMOD64, PLACE, symbol, 0, address(1)));
        assertThrows(
                VzpatchFormatException.class,
                () -> bind(R_64, PLACE, symbol, 0, new SymbolValue.ThreadLocal(null, 0)));
        assertThrows(
                VzpatchFormatException.class,
                () -> bind(R_64, PLACE, OptionalInt.of(1), 0, address(1)));
        assertThrows(
                VzpatchFormatException.class,
                () -> bind(R_64, PLACE, OptionalInt.empty(), 0, address(1)));
    }

    @Test
    void unknownTypeIsRefused() {
        assertThrows(
                NotApplicableException.class,
                () -> bind(9999, PLACE, OptionalInt.empty(), 0, address(1)));
    }
}
