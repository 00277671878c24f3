// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.util.Map;
import java.util.Optional;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.Relocations;

/**
 * Relocation types of 64-bit x86 that a linked patch can contain (psABI 4.4.1, table "Relocation
 * Types").
 *
 * <p>What the linker leaves in a shared object are, in the first place, the types that the dynamic
 * linker of glibc implements. The PC-relative and 32-bit ones appear where the generator left a
 * reference to the target module open, to be filled in once both addresses are known; {@code 32}
 * must be equal to its zero-extension and {@code 32S} to its sign-extension, as the psABI demands.
 *
 * <p>Left out on purpose: {@code COPY} (only executables have it; a patch that contained it would
 * get a variable of its own), 8- and 16-bit fields (no address fits), TLS descriptors ({@code
 * -mtls-dialect=gnu2}), the types of x32, and all types that the link editor resolves itself.
 */
final class X86_64Relocations implements Relocations {
    private static final Map<Integer, RelocationRule> RULES =
            Map.ofEntries(
                    // none
                    rule(0, "R_X86_64_NONE", Formula.NONE, 0, Range.ANY),
                    // S + A
                    rule(1, "R_X86_64_64", Formula.SYMBOL, 8, Range.ANY),
                    // S + A - P
                    rule(2, "R_X86_64_PC32", Formula.PC_RELATIVE, 4, Range.SIGNED),
                    // S
                    rule(6, "R_X86_64_GLOB_DAT", Formula.SLOT, 8, Range.ANY),
                    // S
                    rule(7, "R_X86_64_JUMP_SLOT", Formula.SLOT, 8, Range.ANY),
                    // B + A
                    rule(8, "R_X86_64_RELATIVE", Formula.BASE_RELATIVE, 8, Range.ANY),
                    // S + A
                    rule(10, "R_X86_64_32", Formula.SYMBOL, 4, Range.UNSIGNED),
                    // S + A
                    rule(11, "R_X86_64_32S", Formula.SYMBOL, 4, Range.SIGNED),
                    // the module of S
                    rule(16, "R_X86_64_DTPMOD64", Formula.TLS_MODULE, 8, Range.ANY),
                    // S + A in its module's block
                    rule(17, "R_X86_64_DTPOFF64", Formula.TLS_OFFSET, 8, Range.ANY),
                    // S + A from the thread pointer; negative
                    rule(18, "R_X86_64_TPOFF64", Formula.TLS_THREAD_OFFSET, 8, Range.ANY),
                    // S + A - P
                    rule(24, "R_X86_64_PC64", Formula.PC_RELATIVE, 8, Range.ANY),
                    // Z + A
                    rule(32, "R_X86_64_SIZE32", Formula.SIZE, 4, Range.UNSIGNED),
                    // Z + A
                    rule(33, "R_X86_64_SIZE64", Formula.SIZE, 8, Range.ANY),
                    // indirect (B + A)
                    rule(37, "R_X86_64_IRELATIVE", Formula.INDIRECT, 8, Range.ANY));

    private static Map.Entry<Integer, RelocationRule> rule(
            int type, String name, Formula formula, int width, Range range) {
        return Map.entry(type, new RelocationRule(name, formula, width, range));
    }

    @Override
    public Optional<RelocationRule> rule(int type) {
        return Optional.ofNullable(RULES.get(type));
    }
}
