// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Optional;

/**
 * A C++ symbol name, taken apart as far as its plain names go (Itanium C++ ABI, 5.1).
 *
 * <p>A static function is {@code _ZL3fooi}; declared {@code extern} the same function would be
 * {@code _Z3fooi}, and inside a namespace {@code _ZN2nsL3fooEi} and {@code _ZN2ns3fooEi}. {@link
 * #withoutLinkage} makes them equal. What follows the name (parameters, template arguments) is kept
 * as it is: names whose rest differs never compare equal.
 *
 * @param before all that stands before the last plain name, without the marks of internal linkage
 * @param name the last plain name: what the source calls it
 * @param after the rest
 */
record MangledName(String before, String name, String after) {

    /** Takes a symbol name apart; empty if it is not mangled, or starts with something special. */
    static Optional<MangledName> parse(String symbol) {
        return symbol.startsWith("_Z") ? new Parser(symbol).parse() : Optional.empty();
    }

    /** The same name with external linkage. */
    String withoutLinkage() {
        return before + name.length() + name + after;
    }

    /** The same with another last name. */
    MangledName named(String other) {
        return new MangledName(before, other, after);
    }

    /** Whether two symbols name the same entity, but for its linkage. */
    static boolean sameEntity(String a, String b) {
        return plain(a).equals(plain(b));
    }

    /** A variable of the global namespace is not mangled where it is external. */
    private static String plain(String symbol) {
        Optional<MangledName> parsed = parse(symbol);
        if (parsed.isEmpty()) {
            return symbol;
        }
        MangledName m = parsed.get();
        return m.before.equals("_Z") && m.after.isEmpty() ? m.name : m.withoutLinkage();
    }

    /** What the source calls a symbol: its last plain name if it is mangled, else the symbol. */
    static String sourceName(String symbol) {
        return parse(symbol).map(MangledName::name).orElse(symbol);
    }

    private static final class Parser {
        private final String text;
        private final StringBuilder before = new StringBuilder("_Z");
        private int at = 2;

        Parser(String text) {
            this.text = text;
        }

        Optional<MangledName> parse() {
            if (peek() == 'N') {
                return nested();
            }
            skipLinkage();
            String name = name();
            return name.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new MangledName(before.toString(), name, text.substring(at)));
        }

        private Optional<MangledName> nested() {
            before.append(text.charAt(at++));
            while ("rVKRO".indexOf(peek()) >= 0) {
                before.append(text.charAt(at++));
            }
            skipLinkage();
            String last = name();
            while (!last.isEmpty()) {
                skipLinkage();
                String next = name();
                if (next.isEmpty()) {
                    return Optional.of(
                            new MangledName(before.toString(), last, text.substring(at)));
                }
                before.append(last.length()).append(last);
                last = next;
            }
            return Optional.empty();
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : '\0';
        }

        private void skipLinkage() {
            boolean mark = peek() == 'L' && at + 1 < text.length();
            if (mark && Character.isDigit(text.charAt(at + 1))) {
                at++;
            }
        }

        /** A length and as many characters; empty if there is no such thing here. */
        private String name() {
            int end = at;
            while (end < text.length() && Character.isDigit(text.charAt(end)) && end - at < 6) {
                end++;
            }
            int length = end == at ? 0 : Integer.parseInt(text.substring(at, end));
            if (length == 0 || length > text.length() - end) {
                return "";
            }
            at = end + length;
            return text.substring(end, at);
        }
    }
}
