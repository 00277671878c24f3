// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nsb.arch.ArchitectureExamples.bytes;
import static org.nsb.arch.ArchitectureExamples.given;
import static org.nsb.arch.ArchitectureExamples.hex;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.arch.ArchitectureExamples.Code;
import org.nsb.arch.ArchitectureExamples.Entry;
import org.nsb.arch.ArchitectureExamples.Jump;

/** Golden bytes of {@link FunctionJumps}. */
final class JumpContract {
    static final String PART = "jumps()";

    private final ArchitectureExamples examples;
    private final Architecture architecture;

    JumpContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "direct jumps are those of the assembler", this::direct),
                new Check(PART, "direct jumps end where a jump cannot lead", this::tooFar),
                new Check(PART, "direct jumps reach as far as promised", this::reach),
                new Check(PART, "indirect jumps are those of the assembler", this::indirect),
                new Check(PART, "jumps stand behind landing pads", this::entries),
                new Check(PART, "padding is recognised", this::padding),
                new Check(PART, "code is no padding", this::notPadding));
    }

    private FunctionJumps jumps() {
        return architecture.jumps();
    }

    private void direct() {
        for (Jump jump : given(examples.directJumps(), "directJumps()")) {
            byte[] bytes = jumps().direct(jump.from(), jump.to()).orElseThrow();
            assertEquals(jump.hex(), hex(bytes), jump.assembly());
            assertEquals(jumps().directLength(), bytes.length);
        }
    }

    private void tooFar() {
        for (Jump jump : given(examples.jumpsTooFar(), "jumpsTooFar()")) {
            assertTrue(jumps().direct(jump.from(), jump.to()).isEmpty(), jump.assembly());
        }
    }

    private void reach() {
        long reach = jumps().reach();
        if (reach == Long.MAX_VALUE) {
            return;
        }
        long from = 0x4000_0000_0000L;
        long end = from + jumps().directLength();
        assertTrue(jumps().direct(from, end + reach).isPresent());
        assertTrue(jumps().direct(from, end - reach).isPresent());
        assertTrue(jumps().direct(from, end + reach + 16).isEmpty());
        assertTrue(jumps().direct(from, end - reach - 16).isEmpty());
    }

    private void indirect() {
        for (Jump jump : given(examples.indirectJumps(), "indirectJumps()")) {
            byte[] bytes = jumps().indirect(jump.to());
            assertEquals(jump.hex(), hex(bytes), jump.assembly());
            assertEquals(jumps().indirectLength(), bytes.length);
        }
    }

    private void entries() {
        for (Entry entry : given(examples.entries(), "entries()")) {
            ByteBuffer code = bytes(entry.hex());
            assertEquals(entry.offset(), jumps().entryOffset(code), entry.assembly());
            assertEquals(0, code.position(), "the buffer must not be consumed");
            assertTrue(entry.offset() <= jumps().longestEntry());
        }
        assertEquals(0, jumps().entryOffset(ByteBuffer.allocate(0)));
    }

    private void padding() {
        StringBuilder all = new StringBuilder();
        for (Code code : given(examples.padding(), "padding()")) {
            assertTrue(jumps().isPadding(bytes(code.hex())), code.assembly());
            all.append(code.hex());
        }
        assertTrue(jumps().isPadding(bytes(all.toString())), "all in a row");
        assertTrue(jumps().isPadding(ByteBuffer.allocate(0)), "no bytes");
        ByteBuffer slice = bytes("00" + all).position(1);
        assertTrue(jumps().isPadding(slice), "from the buffer's position");
        assertEquals(1, slice.position(), "the buffer must not be consumed");
    }

    private void notPadding() {
        String padding = given(examples.padding(), "padding()").get(0).hex();
        for (Code code : given(examples.notPadding(), "notPadding()")) {
            assertFalse(jumps().isPadding(bytes(code.hex())), code.assembly());
            assertFalse(
                    jumps().isPadding(bytes(padding + code.hex())),
                    "behind padding: " + code.assembly());
        }
    }
}
