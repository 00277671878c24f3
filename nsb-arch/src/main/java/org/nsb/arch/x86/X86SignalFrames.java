// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import static org.nsb.arch.intel.UserRegisters.CS;
import static org.nsb.arch.intel.UserRegisters.DS;
import static org.nsb.arch.intel.UserRegisters.EFLAGS;
import static org.nsb.arch.intel.UserRegisters.ES;
import static org.nsb.arch.intel.UserRegisters.FS;
import static org.nsb.arch.intel.UserRegisters.GS;
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
 * The signal frame of 32-bit x86 ({@code struct rt_sigframe_ia32} of the kernel, {@code
 * asm/ucontext.h}, {@code asm/sigcontext.h}).
 *
 * <p>From low to high addresses, with the offsets from the frame's start:
 *
 * <pre>
 *     0  return address          the stub's entrance for returning functions
 *     4  sig, pinfo, puc         the stack pointer at rt_sigreturn points here
 *    16  siginfo, 128 bytes
 *   144  ucontext, 116 bytes
 *        144  uc_flags, uc_link
 *        152  uc_stack             sp, flags, size
 *        164  sigcontext           22 words of four bytes
 *        252  uc_sigmask, 8 bytes
 *   260  room, so that the image gets its alignment
 *        floating-point registers as FSAVE stores them, 108 bytes; status, magic, 4 bytes
 *        XSAVE image with its magic numbers
 * </pre>
 *
 * <p>The kernel takes the x87 registers from the FSAVE part and everything else from the image. It
 * reads neither {@code sig} nor {@code siginfo}, nor {@code uc_flags}. The alternate signal stack
 * cannot be read through ptrace, but flags that are invalid make {@code rt_sigreturn} leave it as
 * it is, and continue. A null pointer to the floating-point state would reset it. Selectors are
 * loaded from the frame; the base of {@code gs} comes from its descriptor, which stays.
 */
final class X86SignalFrames implements SignalFrames {
    private static final int RETURN_ADDRESS = 0;
    private static final int SIG = 4;
    private static final int UCONTEXT = 144;
    private static final int UC_STACK_FLAGS = UCONTEXT + 12;
    private static final int SIGCONTEXT = UCONTEXT + 20;
    private static final int SC_ESP_AT_SIGNAL = SIGCONTEXT + 17 * 4;
    private static final int SC_SS = SIGCONTEXT + 18 * 4;
    private static final int SC_FPSTATE = SIGCONTEXT + 19 * 4;
    private static final int UC_SIGMASK = SIGCONTEXT + 22 * 4;
    private static final int UCONTEXT_END = UC_SIGMASK + 8;

    /** The words at the start of the sigcontext, in its order; two of them are no registers. */
    private static final int[] SIGCONTEXT_WORDS = {
        GS, FS, ES, DS, RDI, RSI, RBP, RSP, RBX, RDX, RCX, RAX
    };

    private static final int SC_EIP = SIGCONTEXT + 14 * 4;
    private static final int SC_CS = SIGCONTEXT + 15 * 4;
    private static final int SC_EFLAGS = SIGCONTEXT + 16 * 4;

    /** Bytes of {@code struct user_i387_struct}, what FSAVE stores. */
    private static final int FSAVE_LENGTH = 108;

    /** The same with status and magic (0: an image follows). */
    private static final int FSAVE_PART = 112;

    /** Offset of the status word in what FSAVE stores; it is repeated behind that. */
    private static final int FSAVE_STATUS = 4;

    private static final int NT_PRFPREG = 2;
    private static final int NT_X86_XSTATE = 0x202;

    private static final int INVALID_STACK_FLAGS = 0x7f;

    /** psABI 2.2.2: at the entry of a function the stack pointer plus 4 is a multiple of 16. */
    private static final int STACK_ALIGNMENT = 16;

    private static final int RETURN_ADDRESS_LENGTH = 4;

    private final SystemCalls.Stub stub = new X86SystemCalls().stub();

    @Override
    public int extendedStateNote() {
        return NT_X86_XSTATE;
    }

    /** {@inheritDoc} Of a thread in 32-bit mode they have the form of FSAVE. */
    @Override
    public int floatingPointNote() {
        return NT_PRFPREG;
    }

    @Override
    public byte[] blankSet(int note) {
        return note == NT_PRFPREG ? new byte[FSAVE_LENGTH] : XsaveImage.blank();
    }

    @Override
    public SignalFrame build(ThreadState state, long below, long stubAddress) {
        byte[] image = XsaveImage.forSignalFrame(state.extendedState(), FSAVE_PART);
        long imageAddress = -XsaveImage.ALIGNMENT & (below - image.length);
        long fpstate = imageAddress - FSAVE_PART;
        long frame =
                (-STACK_ALIGNMENT & (fpstate - UCONTEXT_END + RETURN_ADDRESS_LENGTH))
                        - RETURN_ADDRESS_LENGTH;

        byte[] bytes = new byte[(int) (imageAddress - frame) + image.length];
        ByteBuffer view = LittleEndian.of(bytes);
        view.putInt(RETURN_ADDRESS, Addresses.checked(stubAddress + stub.functionReturnOffset()));
        view.putInt(UC_STACK_FLAGS, INVALID_STACK_FLAGS);
        putSigcontext(view, UserRegisters.checked(state.registers()));
        view.putInt(SC_FPSTATE, Addresses.checked(fpstate));
        view.putLong(UC_SIGMASK, state.signalMask());
        putFloatingPoint(view.position((int) (fpstate - frame)), state.floatingPoint());
        view.put((int) (imageAddress - frame), image);
        return new SignalFrame(frame, bytes, frame + SIG, frame);
    }

    private static void putSigcontext(ByteBuffer frame, byte[] registers) {
        ByteBuffer source = LittleEndian.of(registers);
        for (int i = 0; i < SIGCONTEXT_WORDS.length; i++) {
            frame.putInt(SIGCONTEXT + 4 * i, source.getInt(SIGCONTEXT_WORDS[i]));
        }
        frame.putInt(SC_EIP, source.getInt(RIP));
        frame.putInt(SC_CS, source.getInt(CS));
        frame.putInt(SC_EFLAGS, source.getInt(EFLAGS));
        frame.putInt(SC_ESP_AT_SIGNAL, source.getInt(RSP));
        frame.putInt(SC_SS, source.getInt(SS));
    }

    private static void putFloatingPoint(ByteBuffer frame, byte[] registers) {
        if (registers.length != FSAVE_LENGTH) {
            throw new IllegalArgumentException(
                    registers.length
                            + " bytes of floating-point registers instead of "
                            + FSAVE_LENGTH);
        }
        frame.put(registers);
        frame.putShort(LittleEndian.of(registers).getShort(FSAVE_STATUS));
        frame.putShort((short) 0);
    }
}
