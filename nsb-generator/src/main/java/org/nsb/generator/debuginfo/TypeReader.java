// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads types. Structures end the descent, so only a damaged file can lead in circles; a limit on
 * the depth ends those.
 */
final class TypeReader {
    private static final int DEEPEST = 64;

    private final DwarfSession session;
    private final Map<Long, Type> known = new HashMap<>();

    TypeReader(DwarfSession session) {
        this.session = session;
    }

    /** The type of a variable, parameter or member. */
    Type typeOf(Die die) {
        return target(die, 0);
    }

    /** The prototype of a function, read from the entry that has the parameters' types. */
    Type.Function prototype(Die function) {
        Die origin = function;
        for (int i = 0; i < DEEPEST; i++) {
            Optional<Die> abstractOrigin = origin.reference(Dwarf.DW_AT_ABSTRACT_ORIGIN);
            if (abstractOrigin.isEmpty()) {
                break;
            }
            origin = abstractOrigin.get();
        }
        return function(origin, 0);
    }

    private Type target(Die die, int depth) {
        return die.type().map(t -> read(t, depth + 1)).orElseGet(Type.Void::new);
    }

    private Type read(Die die, int depth) {
        if (depth > DEEPEST) {
            return new Type.Opaque("(type nested too deeply)");
        }
        Type before = known.get(die.identity());
        if (before != null) {
            return before;
        }
        Type type = build(die, depth);
        known.put(die.identity(), type);
        return type;
    }

    private Type build(Die die, int depth) {
        int tag = die.tag();
        return switch (tag) {
            case Dwarf.DW_TAG_BASE_TYPE ->
                    new Type.Base(
                            nameOf(die),
                            (int) die.number(Dwarf.DW_AT_ENCODING).orElse(0),
                            die.number(Dwarf.DW_AT_BYTE_SIZE).orElse(0));
            case Dwarf.DW_TAG_STRUCTURE_TYPE, Dwarf.DW_TAG_CLASS_TYPE ->
                    aggregate(Type.Kind.STRUCT, die);
            case Dwarf.DW_TAG_UNION_TYPE -> aggregate(Type.Kind.UNION, die);
            case Dwarf.DW_TAG_ENUMERATION_TYPE -> aggregate(Type.Kind.ENUM, die);
            case Dwarf.DW_TAG_POINTER_TYPE -> new Type.Pointer("*", target(die, depth));
            case Dwarf.DW_TAG_REFERENCE_TYPE -> new Type.Pointer("&", target(die, depth));
            case Dwarf.DW_TAG_RVALUE_REFERENCE_TYPE -> new Type.Pointer("&&", target(die, depth));
            case Dwarf.DW_TAG_CONST_TYPE -> new Type.Qualified("const", target(die, depth));
            case Dwarf.DW_TAG_VOLATILE_TYPE -> new Type.Qualified("volatile", target(die, depth));
            case Dwarf.DW_TAG_RESTRICT_TYPE -> new Type.Qualified("restrict", target(die, depth));
            case Dwarf.DW_TAG_ATOMIC_TYPE -> new Type.Qualified("_Atomic", target(die, depth));
            case Dwarf.DW_TAG_TYPEDEF -> alias(nameOf(die), target(die, depth));
            case Dwarf.DW_TAG_ARRAY_TYPE -> array(die, depth);
            case Dwarf.DW_TAG_SUBROUTINE_TYPE -> function(die, depth);
            default -> new Type.Opaque(("(tag 0x" + Integer.toHexString(tag) + ") ") + nameOf(die));
        };
    }

    private static Type aggregate(Type.Kind kind, Die die) {
        OptionalLong size =
                die.ownFlag(Dwarf.DW_AT_DECLARATION)
                        ? OptionalLong.empty()
                        : die.number(Dwarf.DW_AT_BYTE_SIZE);
        return new Type.Aggregate(kind, nameOf(die), size);
    }

    /** A structure without a tag is known by its first type definition, as C++ has it. */
    private static Type alias(String name, Type target) {
        if (target instanceof Type.Aggregate a && a.tag().isEmpty()) {
            return new Type.Alias(name, new Type.Aggregate(a.kind(), name, a.size()));
        }
        return new Type.Alias(name, target);
    }

    private Type array(Die die, int depth) {
        List<OptionalLong> counts = new ArrayList<>();
        Die child = session.newDie();
        for (boolean more = die.toChild(child); more; more = child.toSibling()) {
            if (child.tag() == Dwarf.DW_TAG_SUBRANGE_TYPE) {
                counts.add(count(child));
            }
        }
        Type type = target(die, depth);
        for (int i = counts.size() - 1; i >= 0; i--) {
            type = new Type.Array(type, counts.get(i));
        }
        return type;
    }

    /** Elements of one dimension; C and C++ count from 0, an upper bound of -1 means none. */
    private static OptionalLong count(Die dimension) {
        OptionalLong count = dimension.number(Dwarf.DW_AT_COUNT);
        if (count.isPresent()) {
            return count;
        }
        OptionalLong bound = dimension.number(Dwarf.DW_AT_UPPER_BOUND);
        return bound.isPresent() ? OptionalLong.of(bound.getAsLong() + 1) : bound;
    }

    private Type.Function function(Die die, int depth) {
        List<Type> parameters = new ArrayList<>();
        boolean variadic = false;
        Die child = session.newDie();
        for (boolean more = die.toChild(child); more; more = child.toSibling()) {
            switch (child.tag()) {
                case Dwarf.DW_TAG_FORMAL_PARAMETER -> parameters.add(target(child, depth));
                case Dwarf.DW_TAG_UNSPECIFIED_PARAMETERS -> variadic = true;
                default -> {}
            }
        }
        return new Type.Function(target(die, depth), parameters, variadic);
    }

    private static String nameOf(Die die) {
        String name = die.name();
        return name == null ? "" : name;
    }
}
