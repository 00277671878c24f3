// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.List;
import java.util.OptionalLong;

/**
 * A C or C++ type, as deep as matters for its layout: structures are known by tag and size, their
 * members are not looked at, so a type is always a finite tree.
 *
 * <p>{@link #sameAs} compares layouts, {@link #declaring} writes what a programmer would write.
 */
public sealed interface Type {

    /** {@code void}. */
    record Void() implements Type {}

    /**
     * An integer, floating-point, character or truth type.
     *
     * @param encoding DW_ATE_... (DWARF 5, 7.8)
     * @param size bytes
     */
    record Base(String name, int encoding, long size) implements Type {}

    /** What an {@link Aggregate} is. */
    enum Kind {
        STRUCT("struct"),
        UNION("union"),
        ENUM("enum");

        private final String keyword;

        Kind(String keyword) {
            this.keyword = keyword;
        }

        String keyword() {
            return keyword;
        }
    }

    /**
     * A structure, class, union or enumeration.
     *
     * @param tag its name, or that of the type definition that names it; empty if it has none
     * @param size bytes; absent if it is only declared
     */
    record Aggregate(Kind kind, String tag, OptionalLong size) implements Type {}

    /**
     * A pointer or reference.
     *
     * @param symbol {@code *}, {@code &} or {@code &&}
     */
    record Pointer(String symbol, Type target) implements Type {}

    /**
     * An array.
     *
     * @param count elements; absent if unknown
     */
    record Array(Type element, OptionalLong count) implements Type {}

    /**
     * A function's prototype.
     *
     * @param variadic whether it ends in an ellipsis
     */
    record Function(Type result, List<Type> parameters, boolean variadic) implements Type {
        public Function {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * A qualified type.
     *
     * @param qualifier {@code const}, {@code volatile}, {@code restrict} or {@code _Atomic}
     */
    record Qualified(String qualifier, Type target) implements Type {}

    /** A type definition. */
    record Alias(String name, Type target) implements Type {}

    /**
     * Something that we do not look into.
     *
     * @param description its kind and name; equal descriptions are taken for equal types
     */
    record Opaque(String description) implements Type {}

    /** Whether both have the same layout and qualifiers. An unknown size equals every size. */
    default boolean sameAs(Type other) {
        return TypeComparison.same(this, other);
    }

    /** How {@code name} is declared with this type, in C. {@code name} may be empty. */
    default String declaring(String name) {
        return TypeSpelling.declare(this, name);
    }
}
