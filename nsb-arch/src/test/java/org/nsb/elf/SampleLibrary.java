// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** A library that has a bit of everything, as input for the tests. */
final class SampleLibrary {
    static final String BUILD_ID = "00112233445566778899aabbccddeeff01234567";
    static final int MACHINE = 0x1234;

    private SampleLibrary() {}

    static ElfBuilder of(ElfClass elfClass) {
        return ElfBuilder.of(elfClass, MACHINE)
                .pageSize(64)
                .baseAddress(0x10000)
                .flags(7)
                .entry(".text")
                .buildId(BUILD_ID)
                .note(".note.other", "Other", 77, new byte[] {1, 2, 3})
                .text(".text", new byte[48])
                .readOnly(".eh_frame_hdr", new byte[12])
                .data(".data", new byte[] {10, 11, 12, 13, 14, 15, 16, 17})
                .data(".got", new byte[1200])
                .threadLocals(".tdata", new byte[] {5, 5, 5, 5})
                .bss(".bss", 5000)
                .debugLink("sample.debug", 0xcafebabe)
                .soName("libsample.so.1")
                .needed("libc.so.6")
                .needed("libm.so.6")
                .symbol(TestSymbol.file("sample.c"))
                .symbol(TestSymbol.function("helper", ".text", 4, 4).local())
                .symbol(TestSymbol.function("plain", ".text", 8, 4))
                .symbol(TestSymbol.object("counter", ".data", 4, 4).visibility(Symbol.STV_HIDDEN))
                .symbol(TestSymbol.absolute("limit", 4711))
                .dynamicSymbol(TestSymbol.undefined("memcpy").needs("libc.so.6", "GLIBC_2.14"))
                .dynamicSymbol(TestSymbol.undefined("maybe").weak())
                .dynamicSymbol(TestSymbol.function("plain", ".text", 8, 4))
                .dynamicSymbol(TestSymbol.object("thread", ".tdata", 0, 4).type(Symbol.STT_TLS))
                .dynamicSymbol(TestSymbol.function("multi", ".text", 12, 4).hiddenVersion("V1"))
                .dynamicSymbol(TestSymbol.function("multi", ".text", 16, 4).hiddenVersion("V2"))
                .dynamicSymbol(TestSymbol.function("multi", ".text", 20, 4).version("V3"))
                .dynamicSymbol(TestSymbol.function("late", ".text", 24, 4).version("V3"))
                .dynamicSymbol(TestSymbol.function("old", ".text", 28, 4).hiddenVersion("V2"))
                .dynamicSymbol(
                        TestSymbol.function("secret", ".text", 32, 4).visibility(Symbol.STV_HIDDEN))
                .dynamicSymbol(
                        TestSymbol.function("guarded", ".text", 36, 4)
                                .visibility(Symbol.STV_PROTECTED))
                .dynamicRelocation(TestRelocation.of(".got", 0, 8, "", 0x10040))
                .dynamicRelocation(TestRelocation.of(".got", 8, 6, "maybe", -5))
                .pltRelocation(TestRelocation.of(".got", 16, 7, "memcpy", 0))
                .relative(".got", 24, 32, 48, 24 + 8 * 70, 24 + 8 * 140);
    }
}
