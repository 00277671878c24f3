// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import java.util.Map;
import java.util.Optional;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.Relocations;

/**
 * Relocation types of 32-bit x86 that a linked patch can contain (psABI 4.3, table "Relocation
 * Types"; Drepper, "ELF Handling For Thread-Local Storage", section 4.4.6, for those of
 * thread-local storage).
 *
 * <p>What the linker leaves in a shared object are the types that the dynamic linker of glibc
 * implements. All fields are as wide as an address, so every value fits. The addend is the content
 * of the field.
 *
 * <p>There are two offsets from the thread pointer, because the first compilers subtracted them:
 * {@code TLS_TPOFF} is to be added and negative, {@code TLS_TPOFF32} is to be subtracted and
 * positive.
 *
 * <p>Left out on purpose: {@code COPY} (only executables have it; a patch that contained it would
 * get a variable of its own), 8- and 16-bit fields (no address fits), TLS descriptors ({@code
 * -mtls-dialect=gnu2}), and all types that the link editor resolves itself, among them {@code
 * GOTOFF} and {@code GOTPC}.
 */
final class X86Relocations implements Relocations {
    private static final Map<Integer, RelocationRule> RULES =
            Map.ofEntries(
                    // none
                    rule(0, "R_386_NONE", Formula.NONE, 0),
                    // S + A
                    rule(1, "R_386_32", Formula.SYMBOL, 4),
                    // S + A - P
                    rule(2, "R_386_PC32", Formula.PC_RELATIVE, 4),
                    // S
                    rule(6, "R_386_GLOB_DAT", Formula.SLOT, 4),
                    // S
                    rule(7, "R_386_JMP_SLOT", Formula.SLOT, 4),
                    // B + A
                    rule(8, "R_386_RELATIVE", Formula.BASE_RELATIVE, 4),
                    // S + A from the thread pointer; negative
                    rule(14, "R_386_TLS_TPOFF", Formula.TLS_THREAD_OFFSET, 4),
                    // the module of S
                    rule(35, "R_386_TLS_DTPMOD32", Formula.TLS_MODULE, 4),
                    // S + A in its module's block
                    rule(36, "R_386_TLS_DTPOFF32", Formula.TLS_OFFSET, 4),
                    // A - (S from the thread pointer); positive
                    rule(37, "R_386_TLS_TPOFF32", Formula.TLS_THREAD_OFFSET_NEGATED, 4),
                    // Z + A
                    rule(38, "R_386_SIZE32", Formula.SIZE, 4),
                    // indirect (B + A)
                    rule(42, "R_386_IRELATIVE", Formula.INDIRECT, 4));

    private static Map.Entry<Integer, RelocationRule> rule(
            int type, String name, Formula formula, int width) {
        return Map.entry(type, new RelocationRule(name, formula, width, Range.ANY));
    }

    @Override
    public Optional<RelocationRule> rule(int type) {
        return Optional.ofNullable(RULES.get(type));
    }
}
