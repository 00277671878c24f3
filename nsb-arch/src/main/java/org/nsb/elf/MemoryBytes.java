// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** {@link ElfBytes} of a module in memory. */
final class MemoryBytes extends ElfBytes {
    private final ModuleMemory memory;
    private final long address;
    private final long size;

    MemoryBytes(ModuleMemory memory, long address, long size) {
        this.memory = memory;
        this.address = address;
        this.size = size;
    }

    @Override
    long size() {
        return size;
    }

    @Override
    int u8(long offset) {
        check(offset, 1, "a byte");
        return memory.u8(address + offset);
    }

    @Override
    int u16(long offset) {
        check(offset, 2, "a 16-bit field");
        ModuleMemory.Page page = memory.field(address + offset, 2);
        return page.bytes().getShort(page.offset()) & 0xffff;
    }

    @Override
    int s32(long offset) {
        check(offset, 4, "a 32-bit field");
        ModuleMemory.Page page = memory.field(address + offset, 4);
        return page.bytes().getInt(page.offset());
    }

    @Override
    long s64(long offset) {
        check(offset, 8, "a 64-bit field");
        ModuleMemory.Page page = memory.field(address + offset, 8);
        return page.bytes().getLong(page.offset());
    }

    @Override
    ElfFormatException fail(ElfFormatException.Reason reason, String what, long offset) {
        return memory.fail(reason, what, address + offset);
    }

    @Override
    ElfBytes slice(long offset, long length, String what) {
        check(offset, length, what);
        return new MemoryBytes(memory, address + offset, length);
    }
}
