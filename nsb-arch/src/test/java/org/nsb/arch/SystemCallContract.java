// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nsb.arch.ArchitectureExamples.given;
import static org.nsb.arch.ArchitectureExamples.hex;

import java.util.List;
import java.util.Map;
import org.nsb.arch.ArchitectureExamples.Code;
import org.nsb.arch.Registers.Interruption;

/** Numbers, arguments and the stub of {@link SystemCalls}. */
final class SystemCallContract {
    static final String PART = "systemCalls()";

    private final ArchitectureExamples examples;
    private final Architecture architecture;

    SystemCallContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "calls have the kernel's numbers", this::numbers),
                new Check(PART, "memfd_create gets its arguments", this::memfdCreate),
                new Check(PART, "mmap gets its arguments", this::mmap),
                new Check(PART, "munmap gets its arguments", this::munmap),
                new Check(PART, "close gets its argument", this::close),
                new Check(PART, "the stub is that of the assembler", this::stub),
                new Check(PART, "the stub leads into the signal return", this::stubLeadsBack),
                new Check(PART, "the stub cannot be spoiled by its users", this::stubIsACopy),
                new Check(PART, "small negative results are failures", this::failures),
                new Check(PART, "sleepers are told by the number", this::sleepers));
    }

    private SystemCalls calls() {
        return architecture.systemCalls();
    }

    private void numbers() {
        Map<String, Long> expected = given(examples.systemCallNumbers(), "systemCallNumbers()");
        List<SystemCall> all =
                List.of(
                        calls().memfdCreate(0, 0),
                        calls().mmap(0, 0, 0, 0, 0, 0),
                        calls().munmap(0, 0),
                        calls().close(0));
        for (SystemCall call : all) {
            assertEquals(expected.get(call.name()), call.number(), call.name());
        }
        assertEquals(expected.get("rt_sigreturn"), (long) calls().stub().signalReturnNumber());
    }

    private void memfdCreate() {
        assertEquals(List.of(0x1000L, 3L), calls().memfdCreate(0x1000, 3).arguments());
    }

    private void mmap() {
        SystemCall mmap = calls().mmap(0x1000, 0x2000, 5, 2, 7, 0x3000);
        assertEquals(List.of(0x1000L, 0x2000L, 5L, 2L, 7L), mmap.arguments().subList(0, 5));
        assertEquals(6, mmap.arguments().size());
        assertEquals(0x3000 / examples.mmapOffsetUnit(), mmap.arguments().get(5));
    }

    private void munmap() {
        assertEquals(List.of(0x1000L, 0x2000L), calls().munmap(0x1000, 0x2000).arguments());
    }

    private void close() {
        assertEquals(List.of(7L), calls().close(7).arguments());
    }

    private void stub() {
        Code code = examples.stub();
        assertEquals(code.hex(), hex(calls().stub().code()), code.assembly());
    }

    private void stubLeadsBack() {
        SystemCalls.Stub stub = calls().stub();
        int length = stub.systemCallLength();
        assertTrue(stub.systemCallOffset() >= 0);
        assertTrue(stub.systemCallOffset() + length <= stub.functionReturnOffset());
        assertTrue(stub.functionReturnOffset() < stub.signalReturnOffset());
        assertTrue(stub.signalReturnOffset() + length <= stub.code().length);
        assertEquals(
                instruction(stub, stub.systemCallOffset()),
                instruction(stub, stub.signalReturnOffset()),
                "both must be the system-call instruction");
        assertNotEquals(architecture.registers().result(), stub.functionResult());
        assertTrue(examples.registerOffsets().containsValue(stub.functionResult()));
    }

    private static String instruction(SystemCalls.Stub stub, int offset) {
        return hex(stub.code()).substring(2 * offset, 2 * (offset + stub.systemCallLength()));
    }

    private void stubIsACopy() {
        String before = hex(calls().stub().code());
        calls().stub().code()[0]++;
        assertEquals(before, hex(calls().stub().code()));
    }

    private void failures() {
        for (int errno : new int[] {1, 4, 38, 4095}) {
            assertTrue(calls().failed(-errno));
            assertEquals(errno, calls().errno(-errno));
        }
        for (long result : new long[] {0, 1, -4096, 0x7f00_0000_0000L, Long.MIN_VALUE}) {
            assertFalse(calls().failed(result), "result " + result);
            assertThrows(IllegalArgumentException.class, () -> calls().errno(result));
        }
    }

    private void sleepers() {
        given(examples.sleepers(), "sleepers()")
                .forEach(
                        (number, kind) ->
                                assertEquals(kind, calls().asleepIn(number), "number " + number));
        assertEquals(Interruption.RESTARTABLE, calls().asleepIn(1_000_000), "an unknown call");
    }
}
