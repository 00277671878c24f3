// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.IgnoreError;

/**
 * The functions of elfutils' libdw (elfutils/libdw.h) that we need. A {@code Dwarf_Die} and a
 * {@code Dwarf_Attribute} are structures of the caller's: {@link Die} owns them.
 */
@IgnoreError
public interface LibDw {
    /** Bytes of a {@code Dwarf_Die}: addr, cu, abbrev, padding. */
    int DIE_SIZE = 32;

    /** Bytes of a {@code Dwarf_Attribute}: code, form, valp, cu. */
    int ATTRIBUTE_SIZE = 24;

    /** Bytes of a {@code Dwarf_Op}: atom, number, number2, offset. */
    int OP_SIZE = 32;

    /**
     * Loads libdw.
     *
     * @throws DebugInfoException if it is not installed
     */
    static LibDw load() {
        try {
            return LibraryLoader.create(LibDw.class).failImmediately().load("libdw.so.1");
        } catch (UnsatisfiedLinkError e) {
            throw new DebugInfoException(
                    DebugInfoException.Reason.NO_LIBRARY,
                    "libdw.so.1",
                    "cannot be loaded; install elfutils' libdw (Debian, Ubuntu: libdw1)");
        }
    }

    long dwarf_begin(int descriptor, int command);

    int dwarf_end(long dwarf);

    int dwarf_errno();

    String dwarf_errmsg(int error);

    int dwarf_nextcu(
            long dwarf,
            long offset,
            Pointer nextOffset,
            Pointer headerSize,
            long abbreviationOffset,
            long addressSize,
            long offsetSize);

    Pointer dwarf_offdie(long dwarf, long offset, Pointer result);

    int dwarf_child(Pointer die, Pointer result);

    int dwarf_siblingof(Pointer die, Pointer result);

    int dwarf_tag(Pointer die);

    String dwarf_diename(Pointer die);

    Pointer dwarf_attr(Pointer die, int name, Pointer result);

    Pointer dwarf_attr_integrate(Pointer die, int name, Pointer result);

    String dwarf_formstring(Pointer attribute);

    int dwarf_formudata(Pointer attribute, Pointer result);

    int dwarf_formsdata(Pointer attribute, Pointer result);

    int dwarf_formaddr(Pointer attribute, Pointer result);

    int dwarf_formflag(Pointer attribute, Pointer result);

    Pointer dwarf_formref_die(Pointer attribute, Pointer result);

    int dwarf_entrypc(Pointer die, Pointer result);

    long dwarf_ranges(Pointer die, long offset, Pointer base, Pointer start, Pointer end);

    String dwarf_decl_file(Pointer die);

    int dwarf_decl_line(Pointer die, Pointer result);

    int dwarf_getlocation(Pointer attribute, Pointer operations, Pointer count);

    int dwarf_getlocation_attr(Pointer attribute, Pointer operation, Pointer result);
}
