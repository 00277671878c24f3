// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayList;
import java.util.List;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.RegisterPart;
import org.nsb.arch.ValueClass;
import org.nsb.generator.debuginfo.Type;

/** In which registers values of a type are passed. */
final class Passing {
    private static final int ENCODING_COMPLEX = 0x03; // DW_ATE_... (DWARF 5, 7.8)
    private static final int ENCODING_FLOAT = 0x04;
    private static final int ENCODING_DECIMAL = 0x0f;
    private static final int GREATEST_IN_REGISTERS = 16;
    private static final int WORD = 8;

    private final CallingConvention convention;

    Passing(CallingConvention convention) {
        this.convention = convention;
    }

    /**
     * Registers that carry arguments.
     *
     * @param certain those that certainly do
     * @param more whether other argument registers may do so too
     */
    record Arguments(List<RegisterPart> certain, boolean more) {}

    Arguments arguments(Type.Function prototype) {
        List<RegisterPart> used = new ArrayList<>();
        ValueClass result = classOf(prototype.result());
        boolean more = prototype.variadic() || result == ValueClass.UNKNOWN;
        int general = 0;
        int floats = 0;
        if (result == ValueClass.MEMORY) {
            take(used, convention.generalArguments(), general++, WORD); // where to put it
        }
        for (Type type : prototype.parameters()) {
            switch (classOf(type)) {
                case GENERAL -> take(used, convention.generalArguments(), general++, size(type));
                case FLOAT -> take(used, convention.floatArguments(), floats++, WORD);
                case GENERAL_PAIR -> {
                    take(used, convention.generalArguments(), general++, WORD);
                    take(used, convention.generalArguments(), general++, WORD);
                }
                case MEMORY, UNKNOWN -> more = true; // C++ may pass its address
                case NONE, EXTENDED -> {}
            }
        }
        return new Arguments(used, more);
    }

    private void take(List<RegisterPart> used, List<String> registers, int index, int size) {
        if (index < registers.size()) {
            used.add(part(registers.get(index), size));
        }
    }

    /** Registers that certainly carry the result. */
    List<RegisterPart> results(Type type) {
        return convention.results(classOf(type)).stream().map(r -> part(r, size(type))).toList();
    }

    /** Registers that may carry the result. */
    List<String> possibleResults(Type type) {
        return convention.possibleResults(classOf(type));
    }

    /** Registers that may carry the result of a function of which nothing is known. */
    List<String> allResults() {
        return convention.possibleResults(ValueClass.UNKNOWN);
    }

    boolean isKnown(Type type) {
        return classOf(type) != ValueClass.UNKNOWN;
    }

    private RegisterPart part(String register, int size) {
        RegisterPart whole = convention.read(register).orElseThrow();
        int low = size >= WORD ? -1 : (1 << size) - 1;
        return new RegisterPart(whole.register(), whole.mask() & low);
    }

    private static int size(Type type) {
        Type plain = plain(type);
        return plain instanceof Type.Base b ? (int) Math.min(WORD, Math.max(1, b.size())) : WORD;
    }

    private static Type plain(Type type) {
        Type plain = type;
        while (plain instanceof Type.Alias || plain instanceof Type.Qualified) {
            plain = plain instanceof Type.Alias a ? a.target() : ((Type.Qualified) plain).target();
        }
        return plain;
    }

    private static ValueClass classOf(Type type) {
        Type plain = plain(type);
        if (plain instanceof Type.Void) {
            return ValueClass.NONE;
        }
        if (plain instanceof Type.Pointer) {
            return ValueClass.GENERAL;
        }
        if (plain instanceof Type.Base b) {
            return number(b);
        }
        if (plain instanceof Type.Aggregate a) {
            if (a.kind() == Type.Kind.ENUM) {
                return ValueClass.GENERAL;
            }
            boolean big = a.size().orElse(0) > GREATEST_IN_REGISTERS;
            return big ? ValueClass.MEMORY : ValueClass.UNKNOWN;
        }
        return ValueClass.UNKNOWN;
    }

    private static ValueClass number(Type.Base base) {
        return switch (base.encoding()) {
            case ENCODING_FLOAT -> {
                boolean extended = base.name().equals("long double") || base.size() == 12;
                yield extended ? ValueClass.EXTENDED : ValueClass.FLOAT;
            }
            case ENCODING_COMPLEX, ENCODING_DECIMAL -> ValueClass.UNKNOWN;
            default -> base.size() > WORD ? ValueClass.GENERAL_PAIR : ValueClass.GENERAL;
        };
    }
}
