// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.List;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.IgnoreError;

/**
 * The functions of Capstone (capstone/capstone.h) that we need. Functions of six arguments are
 * declared with an unused seventh: jnr-ffi's fast path mistreats the sixth integer argument.
 */
@IgnoreError
public interface LibCapstone {
    /** Newest first; what we use is the same in both. */
    List<String> NAMES = List.of("libcapstone.so.5", "libcapstone.so.4");

    /**
     * Loads Capstone.
     *
     * @throws DisassemblerException if it is not installed
     */
    static LibCapstone load() {
        for (String name : NAMES) {
            try {
                return LibraryLoader.create(LibCapstone.class).failImmediately().load(name);
            } catch (UnsatisfiedLinkError e) {
                continue; // an older one may be there
            }
        }
        throw new DisassemblerException(
                NAMES.get(NAMES.size() - 1)
                        + " cannot be loaded; install Capstone (Debian, Ubuntu: libcapstone4 or"
                        + " libcapstone5)");
    }

    int cs_version(Pointer major, Pointer minor);

    int cs_open(int architecture, int mode, Pointer handle);

    int cs_close(Pointer handle);

    int cs_option(long handle, int option, long value);

    long cs_disasm(
            long handle,
            Pointer code,
            long size,
            long address,
            long count,
            Pointer instructions,
            long unused);

    void cs_free(long instructions, long count);

    boolean cs_insn_group(long handle, Pointer instruction, int group);

    int cs_regs_access(
            long handle,
            Pointer instruction,
            Pointer read,
            Pointer readCount,
            Pointer written,
            Pointer writtenCount,
            long unused);

    String cs_reg_name(long handle, int register);
}
