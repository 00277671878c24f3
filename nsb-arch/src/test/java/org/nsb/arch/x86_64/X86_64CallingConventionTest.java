// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.CallingConvention.StackState;
import org.nsb.arch.InstructionKind;
import org.nsb.arch.RegisterPart;

/** Instructions are written as Capstone writes them. */
class X86_64CallingConventionTest {
    private final CallingConvention convention = new X86_64().callingConvention().orElseThrow();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "xor   | eax, eax                 | INDIFFERENT",
                "vpxor | xmm0, xmm1, xmm1         | INDIFFERENT",
                "or    | rax, 0xffffffffffffffff  | INDIFFERENT",
                "and   | eax, 0                   | INDIFFERENT",
                "xor   | eax, edx                 | ORDINARY",
                "or    | rax, 0xf0                | ORDINARY",
                "add   | eax, eax                 | ORDINARY",
                "nop   | word ptr [rax + rax]     | PADDING",
                "push  | rcx                      | PASSING",
                "vcvtsi2sd | xmm0, xmm1, eax      | PASSING",
                "ud2   | ''                       | FINAL",
                "syscall | ''                     | OPAQUE",
            })
    void kinds(String mnemonic, String operands, InstructionKind kind) {
        assertEquals(kind, convention.kind(mnemonic, operands));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "push | rbx                | 0  | 0",
                "pop  | rbx                | 0  | 0",
                "pop  | rbp                | 0  | -1",
                "sub  | rsp, 0x18          | 0  | 0",
                "sub  | rsp, 0x20          | 8  | 0",
                "sub  | rsp, rax           | 8  | 0",
                "sub  | rsp, -0x80         | 8  | 0",
                "sub  | rsp, -8            | 0  | 0",
                "add  | rsp, 8             | 0  | 0",
                "add  | rsp, -0x80         | 8  | 0",
                "lea  | rsp, [rbp - 0x18]  | 8  | 0",
                "lea  | rsp, [r10 - 8]     | -1 | 0",
                "and  | rsp, 0xfffffffffffffff0 | 0 | 0",
                "mov  | rsp, rbp           | 0  | 0",
                "mov  | rbp, rsp           | 8  | 8",
                "mov  | rbp, rdi           | 8  | -1",
                "leave | ''                | 8  | -1",
                "cmp  | rsp, r11           | 8  | 0",
                "mov  | qword ptr [rsp], rax | 8 | 0",
            })
    void stack(String mnemonic, String operands, int pointer, int frame) {
        StackState before = new StackState(8, 0);
        assertEquals(new StackState(pointer, frame), convention.after(before, mnemonic, operands));
    }

    @Test
    void aWriteOf32BitsIsOneOfTheWholeRegister() {
        assertEquals(Optional.of(new RegisterPart("rcx", 0x0f)), convention.read("ecx"));
        assertEquals(Optional.of(new RegisterPart("rcx", 0xff)), convention.written("ecx"));
        assertEquals(Optional.of(new RegisterPart("rcx", 0x02)), convention.written("ch"));
        assertEquals(Optional.of(new RegisterPart("xmm7", 1)), convention.read("ymm7"));
    }

    @Test
    void savedRegistersAreNoneOfOurs() {
        assertEquals(Optional.empty(), convention.read("rbx"));
        assertEquals(Optional.empty(), convention.written("r12d"));
        assertEquals(Optional.empty(), convention.read("rflags"));
    }

    @Test
    void functionsBeginWithTheReturnAddressOnTheStack() {
        assertEquals(8, convention.atEntry().pointer());
    }
}
