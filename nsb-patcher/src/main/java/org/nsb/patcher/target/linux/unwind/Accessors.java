// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import jnr.ffi.Runtime;
import jnr.ffi.annotations.Delegate;
import jnr.ffi.provider.ClosureManager;
import org.nsb.arch.Registers;

/**
 * The functions through which libunwind sees the target: {@code unw_accessors_t} of {@code
 * libunwind-common.h}, and the {@code unw_dyn_info_t} of {@code libunwind-dynamic.h} by which it is
 * told about a module's unwind table.
 */
final class Accessors {
    private static final int FAILED = -8; // UNW_EINVAL
    private static final int BAD_REGISTER = -3; // UNW_EBADREG
    private static final int NO_INFORMATION = -10; // UNW_ENOINFO

    /** {@code UNW_INFO_FORMAT_REMOTE_TABLE}. */
    private static final int REMOTE_TABLE = 2;

    private static final int FUNCTIONS = 8;

    private static final int INFO_START = 16;
    private static final int INFO_END = 24;
    private static final int INFO_FORMAT = 40;
    private static final int INFO_SEGMENT_BASE = 64;
    private static final int INFO_TABLE_WORDS = 72;
    private static final int INFO_TABLE = 80;
    private static final int INFO_SIZE = 128;

    private static final MemoryIO MEMORY = MemoryIO.getInstance();

    private final LibUnwind library;
    private final Registers registers;
    private final Modules modules;
    private final ByteBuffer structure = LibUnwindUnwinder.direct(FUNCTIONS * Long.BYTES);
    private final ByteBuffer info = LibUnwindUnwinder.direct(INFO_SIZE);
    private final long infoAddress = LibUnwindUnwinder.address(info);

    // The native code calls these; nothing else keeps them alive.
    private final FindProcInfo findProcInfo = this::findProcInfo;
    private final PutUnwindInfo putUnwindInfo = (space, procedure, argument) -> {};
    private final GetDynInfo getDynInfo = (space, list, argument) -> NO_INFORMATION;
    private final AccessMemory accessMemory = this::accessMemory;
    private final AccessRegister accessRegister = this::accessRegister;
    private final AccessRegister accessFloat =
            (space, register, value, write, argument) -> BAD_REGISTER;
    private final GetDynInfo resume = (space, aCursor, argument) -> FAILED;

    private ByteBuffer values;
    private boolean missed;

    Accessors(LibUnwind library, Registers registers, Modules modules) {
        this.library = library;
        this.registers = registers;
        this.modules = modules;
        ClosureManager closures = Runtime.getRuntime(library).getClosureManager();
        structure.putLong(0, pointer(closures, FindProcInfo.class, findProcInfo));
        structure.putLong(8, pointer(closures, PutUnwindInfo.class, putUnwindInfo));
        structure.putLong(16, pointer(closures, GetDynInfo.class, getDynInfo));
        structure.putLong(24, pointer(closures, AccessMemory.class, accessMemory));
        structure.putLong(32, pointer(closures, AccessRegister.class, accessRegister));
        structure.putLong(40, pointer(closures, AccessRegister.class, accessFloat));
        structure.putLong(48, pointer(closures, GetDynInfo.class, resume));
        structure.putLong(56, 0); // get_proc_name is optional
    }

    private static <T> long pointer(ClosureManager closures, Class<T> type, T function) {
        return closures.getClosurePointer(type, function).address();
    }

    /** Address of the {@code unw_accessors_t}. */
    long address() {
        return LibUnwindUnwinder.address(structure);
    }

    /** Prepares for a walk from these registers. */
    void begin(ByteBuffer ofThread) {
        values = ofThread;
        missed = false;
    }

    /** Whether code without unwind information was met since {@link #begin}. */
    boolean missedUnwindInformation() {
        return missed;
    }

    private int findProcInfo(long space, long pc, long procedure, int need, long argument) {
        UnwindTable table = modules.tableFor(pc);
        int result = NO_INFORMATION;
        if (table != null) {
            info.putLong(INFO_START, table.start());
            info.putLong(INFO_END, table.end());
            info.putInt(INFO_FORMAT, REMOTE_TABLE);
            info.putLong(INFO_SEGMENT_BASE, table.base());
            info.putLong(INFO_TABLE_WORDS, table.pairs());
            info.putLong(INFO_TABLE, table.table());
            result =
                    library.dwarf_search_unwind_table(
                            space, pc, infoAddress, procedure, need, argument);
        }
        missed |= result < 0;
        return result;
    }

    private int accessMemory(long space, long address, long value, int write, long argument) {
        if (write != 0 || !modules.load(address)) {
            return FAILED;
        }
        MEMORY.putLong(value, modules.word());
        return 0;
    }

    private int accessRegister(long space, int register, long value, int write, long argument) {
        int offset = registers.dwarf(register);
        if (write != 0 || offset < 0) {
            return BAD_REGISTER;
        }
        MEMORY.putLong(value, values.getLong(offset));
        return 0;
    }

    /** {@code find_proc_info}. */
    public interface FindProcInfo {
        @Delegate
        int call(long space, long pc, long procedure, int needUnwindInfo, long argument);
    }

    /** {@code put_unwind_info}. */
    public interface PutUnwindInfo {
        @Delegate
        void call(long space, long procedure, long argument);
    }

    /** {@code get_dyn_info_list_addr}; {@code resume} has the same shape. */
    public interface GetDynInfo {
        @Delegate
        int call(long space, long pointer, long argument);
    }

    /** {@code access_mem}. */
    public interface AccessMemory {
        @Delegate
        int call(long space, long address, long value, int write, long argument);
    }

    /** {@code access_reg} and {@code access_fpreg}. */
    public interface AccessRegister {
        @Delegate
        int call(long space, int register, long value, int write, long argument);
    }
}
