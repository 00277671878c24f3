// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nsb.arch.ArchitectureExamples.given;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.nsb.arch.ArchitectureExamples.Type;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;

/** The table of {@link Relocations}. */
final class RelocationContract {
    static final String PART = "relocations()";

    /** Greatest relocation type that any psABI uses. */
    private static final int LAST_RELOCATION_TYPE = 2048;

    /** What no patch can do without, whichever CPU it is for. */
    private static final Set<Formula> NEEDED =
            Set.of(
                    Formula.NONE,
                    Formula.SYMBOL,
                    Formula.SLOT,
                    Formula.BASE_RELATIVE,
                    Formula.INDIRECT,
                    Formula.TLS_MODULE,
                    Formula.TLS_OFFSET,
                    Formula.TLS_THREAD_OFFSET);

    private final ArchitectureExamples examples;
    private final Architecture architecture;

    RelocationContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        Stream<Check> formulas =
                Arrays.stream(Formula.values()).filter(NEEDED::contains).map(this::needed);
        Stream<Check> others =
                Stream.of(
                        new Check(PART, "types are those of the psABI", this::areThoseOfThePsabi),
                        new Check(PART, "all other types are refused", this::othersAreRefused),
                        new Check(PART, "rules agree in themselves", this::agree));
        return Stream.concat(formulas, others).toList();
    }

    private Check needed(Formula formula) {
        return new Check(
                PART,
                "a type computes " + formula,
                () -> {
                    if (rules().noneMatch(r -> r.formula() == formula)) {
                        throw new AssertionError("no such type");
                    }
                });
    }

    private Stream<RelocationRule> rules() {
        return IntStream.rangeClosed(0, LAST_RELOCATION_TYPE)
                .mapToObj(architecture.relocations()::rule)
                .flatMap(Optional::stream);
    }

    private void areThoseOfThePsabi() {
        for (Type t : given(examples.relocationTypes(), "relocationTypes()")) {
            RelocationRule expected =
                    new RelocationRule(t.name(), t.formula(), t.width(), t.range());
            assertEquals(
                    expected,
                    architecture.relocations().rule(t.type()).orElse(null),
                    "type " + t.type());
            assertEquals(t.name(), architecture.relocations().name(t.type()));
        }
    }

    private void othersAreRefused() {
        Set<Integer> known =
                given(examples.relocationTypes(), "relocationTypes()").stream()
                        .map(Type::type)
                        .collect(Collectors.toSet());
        for (int type = -1; type <= LAST_RELOCATION_TYPE; type++) {
            if (!known.contains(type)) {
                assertTrue(architecture.relocations().rule(type).isEmpty(), "type " + type);
            }
        }
        assertEquals("type -1", architecture.relocations().name(-1));
    }

    private void agree() {
        Set<String> names = new HashSet<>();
        rules().forEach(rule -> checkRule(rule, names));
    }

    private void checkRule(RelocationRule rule, Set<String> names) {
        assertTrue(names.add(rule.name()), "two types are called " + rule.name());
        assertTrue(Set.of(0, 1, 2, 4, 8).contains(rule.width()), rule.name());
        assertTrue(rule.width() <= architecture.pointerSize(), rule.name());
        boolean wide = rule.width() == architecture.pointerSize();
        boolean right =
                switch (rule.formula()) {
                    case NONE -> rule.width() == 0;
                    case SLOT,
                            BASE_RELATIVE,
                            INDIRECT,
                            TLS_MODULE,
                            TLS_OFFSET,
                            TLS_THREAD_OFFSET,
                            TLS_THREAD_OFFSET_NEGATED ->
                            wide;
                    case SYMBOL, SIZE -> wide || rule.range() != Range.ANY;
                    case PC_RELATIVE -> wide || rule.range() == Range.SIGNED;
                };
        assertTrue(right, rule.toString());
        checkBounds(rule);
    }

    private static void checkBounds(RelocationRule rule) {
        int bits = rule.width() * 8;
        if (bits == 0 || bits == Long.SIZE || rule.range() == Range.ANY) {
            assertTrue(rule.fits(-1) && rule.fits(Long.MIN_VALUE) && rule.fits(Long.MAX_VALUE));
            return;
        }
        boolean signed = rule.range() == Range.SIGNED;
        long most = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        long least = signed ? -(1L << (bits - 1)) : 0;
        assertTrue(rule.fits(most) && rule.fits(least) && rule.fits(0), rule.toString());
        assertFalse(rule.fits(most + 1) || rule.fits(least - 1), rule.toString());
        assertFalse(rule.fits(Long.MIN_VALUE) || rule.fits(Long.MAX_VALUE), rule.toString());
    }
}
