// SPDX-License-Identifier: Apache-2.0
/**
 * Reads ELF files, and ELF modules in memory. 32 and 64 bits, little endian; of no particular CPU.
 *
 * <p>Two views, because they can rely on different things:
 *
 * <ul>
 *   <li>{@link org.nsb.elf.ElfFile}: a file with its sections. Path or bytes in; {@link
 *       org.nsb.elf.ElfHeader}, {@link org.nsb.elf.Segment}s, {@link org.nsb.elf.Section}s, {@link
 *       org.nsb.elf.SymbolTable}s, {@link org.nsb.elf.Relocation}s, {@link org.nsb.elf.Note}s,
 *       {@link org.nsb.elf.BuildId}, {@link org.nsb.elf.DebugLink} out.
 *   <li>{@link org.nsb.elf.ElfImage}: a module in an {@link org.nsb.elf.ImageMemory} (a live
 *       process, or a file), where only program headers exist. {@link
 *       org.nsb.elf.DynamicSection}, {@link org.nsb.elf.DynamicSymbols} (lookup as the dynamic
 *       linker does it) and {@link org.nsb.elf.DynamicRelocations} come from it.
 * </ul>
 *
 * <p>{@link org.nsb.elf.ElfSectionAppender} adds a section to a file.
 *
 * <pre>{@code
 * ElfFile file = ElfFile.read(Path.of("/lib/x86_64-linux-gnu/libc.so.6"));
 * BuildId buildId = file.buildId().orElseThrow();
 *
 * ElfImage module = ElfImage.at(processMemory, "libc.so.6", mappedAt);
 * DynamicSymbols symbols = module.dynamic().orElseThrow().symbols();
 * Optional<Symbol> memcpy = symbols.lookup("memcpy", "GLIBC_2.14");
 * long address = module.address(memcpy.orElseThrow().value());
 * }</pre>
 *
 * <p>Everything is bounds-checked. Whatever the input holds, the outcome is a value or an {@link
 * org.nsb.elf.ElfFormatException}, in bounded time; values are decoded when they are asked for, so
 * that the exception may come from there too.
 */
package org.nsb.elf;
