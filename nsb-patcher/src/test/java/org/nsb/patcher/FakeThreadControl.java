// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nsb.arch.Architectures;
import org.nsb.arch.Registers;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.ThreadControl;

/** The one thread of a {@link FakeTarget}: it can be stopped, and stands where the test puts it. */
public final class FakeThreadControl implements ThreadControl {
    private static final int ESRCH = 3;
    private static final int EIO = 5;
    private static final int EFAULT = 14;
    private static final int STOPPED = 0x80_057f;

    private final FakeTarget target;
    private final Registers layout =
            Architectures.installed().named("x86_64").orElseThrow().registers();
    private final ByteBuffer registers =
            ByteBuffer.allocate(layout.size()).order(ByteOrder.LITTLE_ENDIAN);
    private boolean failsToWrite;
    private boolean gone;

    FakeThreadControl(FakeTarget target) {
        this.target = target;
        // user code segment: see belongsTo of the port
        registers.putLong(136, 0x33);
    }

    /** Where the thread is. */
    public void standsAt(long pc, long sp) {
        registers.putLong(layout.programCounter(), pc);
        registers.putLong(layout.stackPointer(), sp);
    }

    /** From now on text cannot be written. */
    public void failToWrite() {
        failsToWrite = true;
    }

    /** From now on there is no such process. */
    public void end() {
        gone = true;
    }

    @Override
    public int list(int[] tids) {
        if (gone) {
            return -ESRCH;
        }
        tids[0] = FakeTarget.PID;
        return 1;
    }

    private boolean isThread(int tid) {
        return tid == FakeTarget.PID && !gone;
    }

    @Override
    public int seize(int tid) {
        return isThread(tid) ? 0 : -ESRCH;
    }

    @Override
    public int interrupt(int tid) {
        return isThread(tid) ? 0 : -ESRCH;
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        return isThread(tid) ? STOPPED : -ESRCH;
    }

    @Override
    public int registers(int tid, ByteBuffer into) {
        if (!isThread(tid)) {
            return -ESRCH;
        }
        into.put(0, registers.array());
        return 0;
    }

    @Override
    public int read(long address, ByteBuffer into, int length) {
        try {
            ByteBuffer from = target.at(address, 1, "read");
            int n = Math.min(length, from.remaining());
            into.put(0, from, from.position(), n);
            return n;
        } catch (RemoteMemoryException e) {
            return -EFAULT;
        }
    }

    @Override
    public int write(long address, ByteBuffer from, int length) {
        if (length == 0) {
            return 0;
        }
        if (failsToWrite) {
            return -EIO;
        }
        byte[] bytes = new byte[length];
        from.get(0, bytes);
        target.write(address, bytes);
        return length;
    }

    @Override
    public int detach(int tid, int signal) {
        return isThread(tid) ? 0 : -ESRCH;
    }
}
