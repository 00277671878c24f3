// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.nio.file.Path;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.IgnoreError;
import org.nsb.generator.debuginfo.DebugInfoException.Reason;

/**
 * One file opened by libdw: from constructor to {@link #close}. Everything native lives in here.
 *
 * <p>Damaged debug information can send a reader in circles; {@link #countVisit} ends that: there
 * cannot be more entries than bytes in the file.
 */
final class DwarfSession implements AutoCloseable {
    private static final int DWARF_C_READ = 0;
    private static final int SLAB_ENTRIES = 256;

    /** The two functions of the C library that open what libdw reads. */
    @IgnoreError
    public interface LibC {
        int open(String path, int flags);

        int close(int descriptor);
    }

    private final LibDw libdw;
    private final LibC libc;
    private final Runtime runtime;
    private final String file;
    private final long visitLimit;
    private final int descriptor;
    private final long dwarf;
    private final Pointer scratch;
    private final Pointer scratchAttribute;
    private Pointer slab;
    private int slabUsed = SLAB_ENTRIES;
    private long visits;

    /**
     * @throws DebugInfoException if the file cannot be opened or has no debug information
     */
    DwarfSession(Path path) {
        libdw = LibDw.load();
        libc = LibraryLoader.create(LibC.class).load("c");
        runtime = Runtime.getRuntime(libdw);
        file = path.toString();
        visitLimit = path.toFile().length();
        scratch = Memory.allocateDirect(runtime, 32, true);
        scratchAttribute = Memory.allocateDirect(runtime, LibDw.ATTRIBUTE_SIZE, true);
        descriptor = libc.open(file, 0);
        if (descriptor < 0) {
            throw new DebugInfoException(Reason.UNREADABLE, file, "cannot be opened");
        }
        dwarf = libdw.dwarf_begin(descriptor, DWARF_C_READ);
        if (dwarf == 0) {
            String why = lastError();
            libc.close(descriptor);
            throw new DebugInfoException(
                    Reason.MISSING, file, "has no debug information (" + why + ")");
        }
    }

    LibDw libdw() {
        return libdw;
    }

    String file() {
        return file;
    }

    /** A few bytes for results of native functions; valid until the next call that uses it. */
    Pointer scratch() {
        return scratch;
    }

    Pointer scratchAttribute() {
        return scratchAttribute;
    }

    /** An entry that points nowhere yet. */
    Die newDie() {
        if (slabUsed == SLAB_ENTRIES) {
            slab = Memory.allocateDirect(runtime, SLAB_ENTRIES * LibDw.DIE_SIZE, true);
            slabUsed = 0;
        }
        return new Die(this, slab.slice((long) slabUsed++ * LibDw.DIE_SIZE, LibDw.DIE_SIZE));
    }

    /** Counts entries that were visited. */
    void countVisit() {
        if (++visits > visitLimit) {
            throw new DebugInfoException(
                    Reason.DAMAGED, file, "damaged debug information: its entries form a circle");
        }
    }

    /** Starts over with counting: a new pass begins. */
    void newPass() {
        visits = 0;
    }

    /** Moves {@code unit} to the unit that starts at {@code offset}. */
    UnitStep unitAt(long offset, Die unit) {
        int result = libdw.dwarf_nextcu(dwarf, offset, scratch, scratch.slice(8), 0, 0, 0);
        if (result > 0) {
            return new UnitStep(false, offset);
        }
        long next = scratch.getLong(0);
        long header = scratch.getLong(8);
        if (result < 0 || Long.compareUnsigned(next, offset) <= 0) {
            throw damaged("unit at offset 0x" + Long.toHexString(offset));
        }
        if (libdw.dwarf_offdie(dwarf, offset + header, unit.memory()) == null) {
            throw damaged("unit at offset 0x" + Long.toHexString(offset));
        }
        return new UnitStep(true, next);
    }

    /**
     * Whether there was a unit, and where the next one starts.
     *
     * @param next offset in .debug_info
     */
    record UnitStep(boolean found, long next) {}

    DebugInfoException damaged(String where) {
        return new DebugInfoException(
                Reason.DAMAGED,
                file,
                "damaged debug information: " + where + " (" + lastError() + ")");
    }

    private String lastError() {
        int error = libdw.dwarf_errno();
        return error == 0 ? "no reason given" : libdw.dwarf_errmsg(error);
    }

    @Override
    public void close() {
        libdw.dwarf_end(dwarf);
        libc.close(descriptor);
    }
}
