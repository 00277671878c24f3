// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jnr.ffi.Pointer;
import org.nsb.vzpatch.CodeRange;

/**
 * A debugging information entry of an open {@link DwarfSession}. It is a cursor: {@link #toSibling}
 * moves it on.
 */
final class Die {
    private static final int MOST_RANGES = 1 << 16;

    private final DwarfSession session;
    private final LibDw libdw;
    private final Pointer memory;

    Die(DwarfSession session, Pointer memory) {
        this.session = session;
        this.libdw = session.libdw();
        this.memory = memory;
    }

    Pointer memory() {
        return memory;
    }

    /** Makes this the same entry as {@code other}. */
    void moveTo(Die other) {
        byte[] bytes = new byte[LibDw.DIE_SIZE];
        other.memory.get(0, bytes, 0, bytes.length);
        memory.put(0, bytes, 0, bytes.length);
    }

    /** Which entry it is: where libdw has it in our memory. */
    long identity() {
        return memory.getLong(0);
    }

    int tag() {
        return libdw.dwarf_tag(memory);
    }

    /** DW_AT_name, also from the entry that this one completes; null if there is none. */
    String name() {
        return libdw.dwarf_diename(memory);
    }

    /** Moves {@code child} to the first child; false if there is none. */
    boolean toChild(Die child) {
        session.countVisit();
        int result = libdw.dwarf_child(memory, child.memory);
        if (result < 0) {
            throw session.damaged("children of an entry");
        }
        return result == 0;
    }

    /** Moves on; false if this was the last one. */
    boolean toSibling() {
        session.countVisit();
        long before = identity();
        int result = libdw.dwarf_siblingof(memory, memory);
        if (result < 0 || (result == 0 && Long.compareUnsigned(identity(), before) <= 0)) {
            throw session.damaged("neighbours of an entry");
        }
        return result == 0;
    }

    /** A string attribute of this very entry; empty if it has none. */
    String string(int attribute) {
        Pointer found = libdw.dwarf_attr(memory, attribute, session.scratchAttribute());
        String value = found == null ? null : libdw.dwarf_formstring(found);
        return value == null ? "" : value;
    }

    /** The name of the ELF symbol; empty if the entry does not say so. */
    String linkageName() {
        for (int name : new int[] {Dwarf.DW_AT_LINKAGE_NAME, Dwarf.DW_AT_MIPS_LINKAGE_NAME}) {
            Pointer found = integrated(name);
            String value = found == null ? null : libdw.dwarf_formstring(found);
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    /** A non-negative number of this entry or the one it completes. */
    OptionalLong number(int attribute) {
        Pointer found = integrated(attribute);
        if (found == null || libdw.dwarf_formudata(found, session.scratch()) != 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(session.scratch().getLong(0));
    }

    /** A flag of this entry or the one it completes. */
    boolean flag(int attribute) {
        Pointer found = integrated(attribute);
        return found != null
                && libdw.dwarf_formflag(found, session.scratch()) == 0
                && session.scratch().getByte(0) != 0;
    }

    /** Whether this very entry has the flag. */
    boolean ownFlag(int attribute) {
        Pointer found = libdw.dwarf_attr(memory, attribute, session.scratchAttribute());
        return found != null
                && libdw.dwarf_formflag(found, session.scratch()) == 0
                && session.scratch().getByte(0) != 0;
    }

    /** An address that is an attribute of this very entry. */
    OptionalLong address(int attribute) {
        Pointer found = libdw.dwarf_attr(memory, attribute, session.scratchAttribute());
        if (found == null || libdw.dwarf_formaddr(found, session.scratch()) != 0) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(session.scratch().getLong(0));
    }

    /** The entry that an attribute of this very entry refers to. */
    Optional<Die> reference(int attribute) {
        return referenced(libdw.dwarf_attr(memory, attribute, session.scratchAttribute()));
    }

    /** The type of this entry or of the one it completes; empty for void. */
    Optional<Die> type() {
        return referenced(integrated(Dwarf.DW_AT_TYPE));
    }

    private Optional<Die> referenced(Pointer attribute) {
        if (attribute == null) {
            return Optional.empty();
        }
        Die target = session.newDie();
        if (libdw.dwarf_formref_die(attribute, target.memory) == null) {
            throw session.damaged("a reference that leads nowhere");
        }
        return Optional.of(target);
    }

    private Pointer integrated(int attribute) {
        return libdw.dwarf_attr_integrate(memory, attribute, session.scratchAttribute());
    }

    /**
     * Where the source declares it. File number 0 of DWARF 5 is the unit's own source; libdw has no
     * name for it.
     */
    SourceLine declared(CompileUnit unit) {
        String named = libdw.dwarf_decl_file(memory);
        boolean own = named == null && number(Dwarf.DW_AT_DECL_FILE).orElse(-1) == 0;
        String declaredIn = own ? unit.path() : named;
        int result = libdw.dwarf_decl_line(memory, session.scratch());
        int line = result == 0 ? session.scratch().getInt(0) : 0;
        return new SourceLine(declaredIn == null ? "" : declaredIn, line);
    }

    /**
     * The code of this entry, the entry point's range first; empty if it has none. Without
     * DW_AT_entry_pc and DW_AT_low_pc the first range starts with the entry point (DWARF 5, 2.18).
     */
    List<CodeRange> ranges() {
        Pointer out = session.scratch();
        boolean known = libdw.dwarf_entrypc(memory, out) == 0;
        long entry = out.getLong(0);
        List<CodeRange> ranges = new ArrayList<>();
        long position = 0;
        while (true) {
            position = libdw.dwarf_ranges(memory, position, out, out.slice(8), out.slice(16));
            if (position < 0 || ranges.size() > MOST_RANGES) {
                throw session.damaged("address ranges of an entry");
            }
            if (position == 0) {
                return known ? ordered(ranges, entry) : ranges;
            }
            long start = out.getLong(8);
            long size = out.getLong(16) - start;
            if (size > 0) {
                ranges.add(new CodeRange(start, size));
            }
        }
    }

    private static List<CodeRange> ordered(List<CodeRange> ranges, long entry) {
        List<CodeRange> first = ranges.stream().filter(r -> r.contains(entry)).toList();
        List<CodeRange> others = ranges.stream().filter(r -> !r.contains(entry)).toList();
        List<CodeRange> all = new ArrayList<>(first);
        all.addAll(others);
        return all;
    }

    /** Where a variable of static storage duration is; empty for everything else. */
    Optional<DebugVariable.Location> location() {
        Pointer found = integrated(Dwarf.DW_AT_LOCATION);
        Pointer out = session.scratch();
        if (found == null || libdw.dwarf_getlocation(found, out, out.slice(8)) != 0) {
            return Optional.empty();
        }
        long count = out.getLong(8);
        Pointer operations = out.getPointer(0);
        if (count == 1) {
            return addressOperand(found, operations).map(a -> new DebugVariable.Location(a, false));
        }
        if (count == 2 && isThreadLocal(operations.getByte(LibDw.OP_SIZE) & 0xff)) {
            return addressOperand(found, operations).map(a -> new DebugVariable.Location(a, true));
        }
        return Optional.empty();
    }

    private static boolean isThreadLocal(int operation) {
        return operation == Dwarf.DW_OP_FORM_TLS_ADDRESS
                || operation == Dwarf.DW_OP_GNU_PUSH_TLS_ADDRESS;
    }

    private Optional<Long> addressOperand(Pointer attribute, Pointer operation) {
        return switch (operation.getByte(0) & 0xff) {
            case Dwarf.DW_OP_ADDR, Dwarf.DW_OP_CONST4U, Dwarf.DW_OP_CONST8U ->
                    Optional.of(operation.getLong(8));
            case Dwarf.DW_OP_ADDRX, Dwarf.DW_OP_CONSTX -> indexed(attribute, operation);
            default -> Optional.empty();
        };
    }

    /** An address of .debug_addr. */
    private Optional<Long> indexed(Pointer attribute, Pointer operation) {
        Pointer resolved = session.newDie().memory();
        Pointer out = session.scratch();
        if (libdw.dwarf_getlocation_attr(attribute, operation, resolved) != 0) {
            throw session.damaged("a variable's address");
        }
        boolean isAddress = libdw.dwarf_formaddr(resolved, out) == 0;
        if (!isAddress && libdw.dwarf_formudata(resolved, out) != 0) {
            throw session.damaged("a variable's address");
        }
        return Optional.of(out.getLong(0));
    }
}
