// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import static org.nsb.arch.intel.UserRegisters.CS;
import static org.nsb.arch.intel.UserRegisters.EFLAGS;
import static org.nsb.arch.intel.UserRegisters.R10;
import static org.nsb.arch.intel.UserRegisters.R11;
import static org.nsb.arch.intel.UserRegisters.R12;
import static org.nsb.arch.intel.UserRegisters.R13;
import static org.nsb.arch.intel.UserRegisters.R14;
import static org.nsb.arch.intel.UserRegisters.R15;
import static org.nsb.arch.intel.UserRegisters.R8;
import static org.nsb.arch.intel.UserRegisters.R9;
import static org.nsb.arch.intel.UserRegisters.RAX;
import static org.nsb.arch.intel.UserRegisters.RBP;
import static org.nsb.arch.intel.UserRegisters.RBX;
import static org.nsb.arch.intel.UserRegisters.RCX;
import static org.nsb.arch.intel.UserRegisters.RDI;
import static org.nsb.arch.intel.UserRegisters.RDX;
import static org.nsb.arch.intel.UserRegisters.RIP;
import static org.nsb.arch.intel.UserRegisters.RSI;
import static org.nsb.arch.intel.UserRegisters.RSP;
import static org.nsb.arch.intel.UserRegisters.SS;

import java.nio.ByteBuffer;
import org.nsb.arch.SignalFrames;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.intel.LittleEndian;
import org.nsb.arch.intel.UserRegisters;
import org.nsb.arch.intel.XsaveImage;

/**
 * The signal frame of 64-bit x86 ({@code struct rt_sigframe} of the kernel, {@code asm/ucontext.h},
 * {@code asm/sigcontext.h}).
 *
 * <p>From low to high addresses, with the offsets from the frame's start:
 *
 * <pre>
 *     0  return address          the stub's entrance for returning functions
 *     8  ucontext, 304 bytes     the stack pointer at rt_sigreturn points here
 *          8  uc_flags             which parts the kernel must believe
 *         16  uc_link
 *         24  uc_stack             sp, flags, size
 *         48  sigcontext, 256      registers; pointer to the next part at 184 of these
 *        304  uc_sigmask
 *   312  room, so that the next part gets its alignment
 *        XSAVE image with its magic numbers
 * </pre>
 *
 * <p>The kernel's {@code siginfo} has no place in it: {@code rt_sigreturn} does not read it. The
 * alternate signal stack cannot be read through ptrace, but flags that are invalid make {@code
 * rt_sigreturn} leave it as it is, and continue. A null pointer to the XSAVE image would reset the
 * floating-point state. The bases of {@code fs} and {@code gs} are no part of a frame and stay.
 */
final class X86_64SignalFrames implements SignalFrames {
    private static final int RETURN_ADDRESS = 0;
    private static final int UCONTEXT = 8;
    private static final int UC_FLAGS = UCONTEXT;
    private static final int UC_STACK_FLAGS = UCONTEXT + 24;
    private static final int SIGCONTEXT = UCONTEXT + 40;
    private static final int SC_CS = SIGCONTEXT + 144;
    private static final int SC_SS = SIGCONTEXT + 150;
    private static final int SC_FPSTATE = SIGCONTEXT + 184;
    private static final int UC_SIGMASK = SIGCONTEXT + 256;
    private static final int UCONTEXT_END = UC_SIGMASK + 8;

    /** The words at the start of the sigcontext, in its order; gs and fs, behind cs, stay 0. */
    private static final int[] SIGCONTEXT_WORDS = {
        R8, R9, R10, R11, R12, R13, R14, R15, RDI, RSI, RBP, RBX, RDX, RAX, RCX, RSP, RIP, EFLAGS
    };

    /** UC_FP_XSTATE, UC_SIGCONTEXT_SS, UC_STRICT_RESTORE_SS. */
    private static final long FLAGS = 1 | 2 | 4;

    private static final int NT_X86_XSTATE = 0x202;

    private static final int INVALID_STACK_FLAGS = 0x7f;

    /** psABI 3.2.2: at the entry of a function the stack pointer plus 8 is a multiple of 16. */
    private static final int STACK_ALIGNMENT = 16;

    private final SystemCalls.Stub stub = new X86_64SystemCalls().stub();

    @Override
    public int extendedStateNote() {
        return NT_X86_XSTATE;
    }

    /** {@inheritDoc} They are part of the extended state. */
    @Override
    public int floatingPointNote() {
        return 0;
    }

    @Override
    public byte[] blankSet(int note) {
        return XsaveImage.blank();
    }

    @Override
    public SignalFrame build(ThreadState state, long below, long stubAddress) {
        byte[] image = XsaveImage.forSignalFrame(state.extendedState(), 0);
        long imageAddress =
                -XsaveImage.ALIGNMENT & (below - X86_64Registers.RED_ZONE - image.length);
        long ucontext = -STACK_ALIGNMENT & (imageAddress - (UCONTEXT_END - UCONTEXT));
        long frame = ucontext - UCONTEXT;

        byte[] bytes = new byte[(int) (imageAddress - frame) + image.length];
        ByteBuffer view = LittleEndian.of(bytes);
        view.putLong(RETURN_ADDRESS, stubAddress + stub.functionReturnOffset());
        view.putLong(UC_FLAGS, FLAGS);
        view.putInt(UC_STACK_FLAGS, INVALID_STACK_FLAGS);
        putSigcontext(view, UserRegisters.checked(state.registers()));
        view.putLong(SC_FPSTATE, imageAddress);
        view.putLong(UC_SIGMASK, state.signalMask());
        view.put((int) (imageAddress - frame), image);
        return new SignalFrame(frame, bytes, ucontext, frame);
    }

    private static void putSigcontext(ByteBuffer frame, byte[] registers) {
        ByteBuffer source = LittleEndian.of(registers);
        for (int i = 0; i < SIGCONTEXT_WORDS.length; i++) {
            frame.putLong(SIGCONTEXT + 8 * i, source.getLong(SIGCONTEXT_WORDS[i]));
        }
        frame.putShort(SC_CS, (short) source.getLong(CS));
        frame.putShort(SC_SS, (short) source.getLong(SS));
    }
}
