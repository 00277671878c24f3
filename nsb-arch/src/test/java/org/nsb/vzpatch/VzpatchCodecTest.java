// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.nsb.elf.BuildId;
import org.nsb.vzpatch.proto.BinPatch;

class VzpatchCodecTest {
    private static final String SOURCE = "fix.so";

    private static BinPatch message() throws Exception {
        return BinPatch.parseFrom(VzpatchCodec.encode(VzpatchSamples.full()));
    }

    /** What is said about metadata after this change. */
    private static String refusal(Consumer<BinPatch.Builder> change) throws Exception {
        BinPatch.Builder builder = message().toBuilder();
        change.accept(builder);
        byte[] bytes = builder.buildPartial().toByteArray();
        VzpatchFormatException e =
                assertThrows(
                        VzpatchFormatException.class, () -> VzpatchCodec.decode(bytes, SOURCE));
        assertEquals(SOURCE, e.source());
        assertTrue(e.getMessage().startsWith(SOURCE + ": "), e.getMessage());
        return e.getMessage().substring(SOURCE.length() + 2);
    }

    private static void assertRefused(String reason, Consumer<BinPatch.Builder> change)
            throws Exception {
        String refusal = refusal(change);
        assertTrue(refusal.contains(reason), refusal);
    }

    @Test
    void everything_comes_back() {
        for (Vzpatch vzpatch : List.of(VzpatchSamples.full(), VzpatchSamples.small())) {
            byte[] bytes = VzpatchCodec.encode(vzpatch);
            assertEquals(vzpatch, VzpatchCodec.decode(bytes, SOURCE));
            assertArrayEquals(bytes, VzpatchCodec.encode(vzpatch), "deterministic");
        }
    }

    @Test
    void every_placement_comes_back() {
        for (Vzpatch.Placement placement : Vzpatch.Placement.values()) {
            Vzpatch full = VzpatchSamples.full();
            Vzpatch vzpatch =
                    VzpatchSamples.patch(
                            full.target().architecture(),
                            full.functions(),
                            List.of(),
                            List.of(),
                            placement);
            byte[] bytes = VzpatchCodec.encode(vzpatch);
            assertEquals(placement, VzpatchCodec.decode(bytes, SOURCE).placement());
        }
    }

    @Test
    void truncated_anywhere_is_never_taken_for_the_whole() {
        Vzpatch full = VzpatchSamples.full();
        byte[] bytes = VzpatchCodec.encode(full);
        for (int length = 0; length < bytes.length; length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            try {
                Vzpatch decoded = VzpatchCodec.decode(part, SOURCE);
                VzpatchCodec.encode(decoded);
                // the last fields are optional; what all came before must be there
                assertEquals(full.functions(), decoded.functions());
                assertEquals(full.relocations(), decoded.relocations());
            } catch (VzpatchFormatException e) {
                assertTrue(e.getMessage().startsWith(SOURCE), e.getMessage());
            }
        }
    }

    @Test
    void flipped_bits_give_a_refusal_or_a_valid_value() {
        byte[] bytes = VzpatchCodec.encode(VzpatchSamples.full());
        int refused = 0;
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            refused += isRefused(damaged) ? 1 : 0;
        }
        assertTrue(refused > bytes.length, "only " + refused + " of all flips were noticed");
    }

    @Test
    void noise_gives_a_refusal() {
        Random random = new Random(20140407);
        byte[] bytes = VzpatchCodec.encode(VzpatchSamples.full());
        for (int round = 0; round < 5000; round++) {
            byte[] damaged = bytes.clone();
            for (int i = 0; i <= round % 16; i++) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            isRefused(damaged);
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            assertTrue(isRefused(noise));
        }
    }

    /** Whatever is not refused must be a value that can be written again. */
    private static boolean isRefused(byte[] bytes) {
        try {
            VzpatchCodec.encode(VzpatchCodec.decode(bytes, SOURCE));
            return false;
        } catch (VzpatchFormatException e) {
            return true;
        }
    }

    @Test
    void a_newer_major_version_is_refused_before_anything_else() throws Exception {
        assertEquals(
                "made by a newer nsb (format 2.x); this one reads 1.x",
                refusal(b -> b.setFormatMajor(2)));
        assertEquals(
                "made by a newer nsb (format 2.x); this one reads 1.x",
                refusal(b -> b.setFormatMajor(2).clearOldBid().clearFuncJumps()));
        assertEquals(
                "made by a newer nsb (format 4294967295.x); this one reads 1.x",
                refusal(b -> b.setFormatMajor(-1)));
        assertRefused("no format 0.x", b -> b.setFormatMajor(0));
        assertRefused("lacks its format version", BinPatch.Builder::clearFormatMajor);
    }

    @Test
    void a_newer_minor_version_with_unknown_fields_is_read() throws Exception {
        UnknownFieldSet unknown =
                UnknownFieldSet.newBuilder()
                        .addField(
                                500,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                        .build())
                        .build();
        BinPatch newer = message().toBuilder().setFormatMinor(7).setUnknownFields(unknown).build();
        assertEquals(VzpatchSamples.full(), VzpatchCodec.decode(newer.toByteArray(), "newer.so"));
    }

    @Test
    void unknown_kinds_are_refused() throws Exception {
        assertRefused("no source that this nsb knows", b -> b.getSymbolsBuilder(0).clearLookup());
        UnknownFieldSet placement =
                UnknownFieldSet.newBuilder()
                        .addField(22, UnknownFieldSet.Field.newBuilder().addVarint(9).build())
                        .build();
        assertRefused("a placement", b -> b.clearPlacement().setUnknownFields(placement));
    }

    @Test
    void missing_fields_are_named() throws Exception {
        assertRefused("metadata lacks old_bid", BinPatch.Builder::clearOldBid);
        assertRefused("metadata lacks name", BinPatch.Builder::clearName);
        assertRefused("metadata lacks target_arch", BinPatch.Builder::clearTargetArch);
        assertRefused("incomplete entries", b -> b.getFuncJumpsBuilder(0).clearSha256());
        assertRefused("replaces no function", BinPatch.Builder::clearFuncJumps);
    }

    @Test
    void single_fields_are_checked() throws Exception {
        assertRefused("old_bid is not a build-id: 'xyz'", b -> b.setOldBid("xyz"));
        assertRefused("new_bid is not a build-id: ''", b -> b.setNewBid(""));
        assertRefused("new_bid of 130 digits", b -> b.setNewBid("ab".repeat(65)));
        assertRefused("name 'a/b'", b -> b.setName("a/b"));
        assertRefused("name ''", b -> b.setName(""));
        assertRefused("name '" + "a".repeat(65), b -> b.setName("a".repeat(65)));
        assertRefused("target_arch has 48 bits", b -> b.getTargetArchBuilder().setBits(48));
        assertRefused("machine 65536", b -> b.getPatchArchBuilder().setMachine(65536));
        assertRefused("control characters", b -> b.setTargetName("\u001b[2J"));
        assertRefused("control characters", b -> b.setTool("nsb\u202e"));
        assertRefused(
                "is not UTF-8", b -> b.setTargetNameBytes(ByteString.copyFrom(new byte[] {-1})));
        assertRefused("of 65537 bytes", b -> b.setTargetName("a".repeat(65537)));
        assertRefused("10001 CVEs", b -> b.addAllCves(Collections.nCopies(10000, "a")));
    }

    @Test
    void functions_are_checked() throws Exception {
        assertRefused(
                "has 31 bytes instead of 32",
                b -> b.getFuncJumpsBuilder(0).setSha256(ByteString.copyFrom(new byte[31])));
        assertRefused("get has no code range", b -> b.getFuncJumpsBuilder(0).clearRanges());
        assertRefused(
                "range of get is empty",
                b -> b.getFuncJumpsBuilder(0).getRangesBuilder(1).setSize(0));
        assertRefused(
                "range of get at 0x1080 with 0xffffffffffffffff bytes wraps around",
                b -> b.getFuncJumpsBuilder(0).getRangesBuilder(1).setSize(-1));
        assertRefused("replacement of get is empty", b -> b.getFuncJumpsBuilder(0).setPatchSize(0));
        assertRefused("is not the function", b -> b.getFuncJumpsBuilder(0).setFuncValue(0x1201));
        assertRefused("is not the function", b -> b.getFuncJumpsBuilder(0).setFuncSize(99));
        assertRefused("padding of get", b -> b.getFuncJumpsBuilder(0).setPadding(-1));
        assertRefused(
                "get and get are not in ascending order",
                b -> b.addFuncJumps(1, b.getFuncJumps(0)));
        assertRefused("name of a function is empty", b -> b.getFuncJumpsBuilder(0).setName(""));
    }

    @Test
    void addresses_fit_the_architecture() throws Exception {
        assertRefused(
                "replacement of get 0x100000000 does not fit into 32 bits",
                b -> {
                    b.getPatchArchBuilder().setBits(32);
                    b.getFuncJumpsBuilder(0).setPatchValue(0x1_0000_0000L);
                });
        assertRefused(
                "range of put 0x8000000000000000 does not fit into 32 bits",
                b -> b.getTargetArchBuilder().setBits(32));
        assertRefused(
                "range of get at 0xfffffff0 with 0x11 bytes wraps around",
                b -> {
                    b.getTargetArchBuilder().setBits(32);
                    b.getFuncJumpsBuilder(0)
                            .getRangesBuilder(1)
                            .setAddress(0xffff_fff0L)
                            .setSize(0x11);
                });
    }

    @Test
    void references_to_symbols_exist() throws Exception {
        assertRefused("relocation to symbol 9 of 9", b -> b.getRelocationsBuilder(0).setSymbol(9));
        assertRefused(
                "relocation to symbol 4294967295 of 9",
                b -> b.getRelocationsBuilder(0).setSymbol(-1));
        assertRefused("reference to symbol 9 of 9", b -> b.getStaticSymbolsBuilder(0).setIdx(9));
    }

    @Test
    void an_oversized_section_is_refused_unread() {
        byte[] huge = new byte[VzpatchCodec.MAX_BYTES + 1];
        VzpatchFormatException e =
                assertThrows(VzpatchFormatException.class, () -> VzpatchCodec.decode(huge, SOURCE));
        assertTrue(e.getMessage().contains("the limit is"), e.getMessage());
    }

    @Test
    void what_could_not_be_read_is_not_written() {
        Vzpatch wrapping = VzpatchSamples.withFunctions(VzpatchSamples.function("f", -8, 16));
        assertThrows(IllegalArgumentException.class, () -> VzpatchCodec.encode(wrapping));
        Vzpatch dangling =
                VzpatchSamples.withSymbols(
                        List.of(), new BindRelocation(0, 1, OptionalInt.of(0), 0));
        assertThrows(IllegalArgumentException.class, () -> VzpatchCodec.encode(dangling));
        Vzpatch rangeless = VzpatchSamples.withFunctions(VzpatchSamples.function("f", 0x1000));
        assertThrows(IllegalArgumentException.class, () -> VzpatchCodec.encode(rangeless));
        Vzpatch nothing = VzpatchSamples.withFunctions();
        assertThrows(IllegalArgumentException.class, () -> VzpatchCodec.encode(nothing));
    }

    @Test
    void the_fields_of_the_original_format_are_filled() throws Exception {
        BinPatch message = message();
        assertEquals(new BuildId("0123456789abcdef01").hex(), message.getOldBid());
        assertEquals("fix.so", message.getNewPath());
        assertEquals(0x1200, message.getFuncJumps(0).getFuncValue());
        assertEquals(100, message.getFuncJumps(0).getFuncSize());
        assertEquals(
                List.of(3, 6),
                message.getStaticSymbolsList().stream().map(s -> s.getIdx()).toList());
        assertEquals(
                List.of(0x3008L, 0x3018L),
                message.getStaticSymbolsList().stream().map(s -> s.getAddr()).toList());
        assertEquals(
                List.of(0, 7, 8),
                message.getGlobalSymbolsList().stream().map(s -> s.getIdx()).toList());
        assertEquals(0, message.getManualSymbolsCount());
    }
}
