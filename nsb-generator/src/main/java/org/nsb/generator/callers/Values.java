// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.Map;
import java.util.TreeMap;
import org.nsb.arch.RegisterPart;

/**
 * Registers of which something is said, byte by byte: whether it holds certainly, or perhaps.
 *
 * <p>Mutable, as the working state of a walk; {@link #copy} before sharing.
 */
final class Values {
    private final Map<String, Integer> certain = new TreeMap<>();
    private final Map<String, Integer> possible = new TreeMap<>();

    Values copy() {
        Values copy = new Values();
        copy.certain.putAll(certain);
        copy.possible.putAll(possible);
        return copy;
    }

    boolean isEmpty() {
        return certain.isEmpty() && possible.isEmpty();
    }

    void add(RegisterPart part) {
        if (part.mask() != 0) {
            certain.merge(part.register(), part.mask(), (a, b) -> a | b);
        }
    }

    boolean certainly(RegisterPart part) {
        return (certain.getOrDefault(part.register(), 0) & part.mask()) != 0;
    }

    boolean perhaps(RegisterPart part) {
        return certainly(part) || (possible.getOrDefault(part.register(), 0) & part.mask()) != 0;
    }

    /** All registers of which anything is said. */
    Iterable<String> registers() {
        Map<String, Integer> both = new TreeMap<>(certain);
        both.putAll(possible);
        return both.keySet();
    }

    void remove(String register) {
        certain.remove(register);
        possible.remove(register);
    }

    /** What is left of a register when some bytes are overwritten holds only perhaps. */
    void overwrite(RegisterPart part) {
        doubt(part.register());
        possible.computeIfPresent(
                part.register(),
                (r, mask) -> (mask & ~part.mask()) == 0 ? null : mask & ~part.mask());
    }

    /** Turns certainty about a register into possibility. */
    void doubt(String register) {
        Integer mask = certain.remove(register);
        if (mask != null) {
            possible.merge(register, mask, (a, b) -> a | b);
        }
    }

    /** The same, for all. */
    Values doubted() {
        Values doubted = copy();
        certain.keySet().forEach(doubted::doubt);
        return doubted;
    }

    /** Adds what holds in {@code other}; false if that is nothing new. */
    boolean merge(Values other) {
        return merge(certain, other.certain) | merge(possible, other.possible);
    }

    private static boolean merge(Map<String, Integer> into, Map<String, Integer> from) {
        boolean changed = false;
        for (Map.Entry<String, Integer> entry : from.entrySet()) {
            int before = into.getOrDefault(entry.getKey(), 0);
            int after = before | entry.getValue();
            if (after != before) {
                into.put(entry.getKey(), after);
                changed = true;
            }
        }
        return changed;
    }
}
