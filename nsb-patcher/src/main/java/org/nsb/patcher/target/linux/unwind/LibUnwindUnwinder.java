// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nsb.arch.Registers;
import org.nsb.patcher.commit.Unwinder;
import org.nsb.patcher.target.MemoryMap;

/**
 * Walks stacks with libunwind, which gets everything it wants to know from {@link Accessors}.
 *
 * <p>libunwind helps itself where there is no unwind information: it follows frame pointers and
 * recognizes some code by its look. That is good enough for a debugger, but proves nothing. So a
 * step in which unwind information was missing ends the walk here. The same holds for a walk that
 * ends because the frame pointer got lost, which libunwind takes for a thread's first function.
 */
final class LibUnwindUnwinder implements Unwinder {
    /** {@code UNW_CACHE_GLOBAL}. */
    private static final int CACHE_GLOBAL = 1;

    /** {@code UNW_SLT_NONE}: the register has not been saved anywhere. */
    private static final int NOT_SAVED = 0;

    /** {@code unw_cursor_t}; larger than that of any architecture. */
    private static final int CURSOR = 64 << 10;

    /** More frames than 8 MiB of stack can hold are not walked: the target stands still. */
    private static final int DEEPEST = 1 << 19;

    private final LibUnwind library;
    private final Dialect dialect;
    private final Modules modules;
    private final Accessors accessors;
    private final ByteBuffer scratch;
    private final long scratchAddress;
    private final ByteBuffer cursorMemory;
    private final long cursor;
    private final long space;
    private long endedAt;
    private long outermost;

    LibUnwindUnwinder(LibUnwind library, Dialect dialect, Registers registers, Modules modules) {
        this.library = library;
        this.dialect = dialect;
        this.modules = modules;
        scratch = direct(64);
        scratchAddress = address(scratch);
        cursorMemory = direct(CURSOR);
        cursor = address(cursorMemory);
        accessors = new Accessors(library, registers, modules);
        space = library.create_addr_space(accessors.address(), 0);
        library.set_caching_policy(space, CACHE_GLOBAL);
    }

    static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
    }

    static long address(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    @Override
    public Ending walk(ByteBuffer registers, Memory memory, Frames frames) {
        modules.begin(memory);
        accessors.begin(registers);
        outermost = 0;
        endedAt = 0;
        if (library.init_remote(cursor, space, 0) < 0) {
            return Ending.DAMAGED;
        }
        for (int depth = 0; depth < DEEPEST; depth++) {
            endedAt = register(dialect.programCounter());
            if (!frames.frame(endedAt)) {
                return Ending.STOPPED;
            }
            int step = library.step(cursor);
            if (accessors.missedUnwindInformation()) {
                return Ending.NO_UNWIND_INFORMATION;
            }
            if (step < 0) {
                return Ending.DAMAGED;
            }
            if (step == 0) {
                return ended();
            }
        }
        return Ending.TOO_DEEP;
    }

    private Ending ended() {
        outermost = register(dialect.stackPointer());
        library.get_save_loc(cursor, dialect.framePointer(), scratchAddress);
        return scratch.getInt(0) == NOT_SAVED ? Ending.DAMAGED : Ending.COMPLETE;
    }

    private long register(int number) {
        return library.get_reg(cursor, number, scratchAddress) < 0 ? 0 : scratch.getLong(0);
    }

    @Override
    public long endedAt() {
        return endedAt;
    }

    @Override
    public long outermost() {
        return outermost;
    }

    @Override
    public void update(MemoryMap map) {
        if (modules.update(map)) {
            library.flush_cache(space, 0, 0);
        }
    }

    @Override
    public void close() {
        library.destroy_addr_space(space);
    }
}
