// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * A symbol for {@link ElfBuilder}.
 *
 * @param section it is defined in; null if it is undefined or absolute
 * @param offset in that section; the value if there is no section
 * @param version null for none
 * @param hiddenVersion not the default version ({@code name@version})
 * @param neededFile of an undefined symbol with version: the library that has it
 */
public record TestSymbol(
        String name,
        String section,
        boolean absolute,
        long offset,
        long size,
        int type,
        int binding,
        int visibility,
        String version,
        boolean hiddenVersion,
        String neededFile) {

    /** A global function. */
    public static TestSymbol function(String name, String section, long offset, long size) {
        return defined(name, section, offset, size, Symbol.STT_FUNC);
    }

    /** A global variable. */
    public static TestSymbol object(String name, String section, long offset, long size) {
        return defined(name, section, offset, size, Symbol.STT_OBJECT);
    }

    /** A reference. */
    public static TestSymbol undefined(String name) {
        return defined(name, null, 0, 0, Symbol.STT_NOTYPE);
    }

    /** A function that is imported, yet has an address here. */
    public static TestSymbol undefinedWithAddress(String name, long address) {
        return defined(name, null, address, 0, Symbol.STT_FUNC);
    }

    /** An absolute symbol. */
    public static TestSymbol absolute(String name, long value) {
        return new TestSymbol(
                name, null, true, value, 0, 0, Symbol.STB_GLOBAL, 0, null, false, null);
    }

    /** The symbol that names the source file of the local symbols that follow. */
    public static TestSymbol file(String name) {
        return absolute(name, 0).type(Symbol.STT_FILE).binding(Symbol.STB_LOCAL);
    }

    private static TestSymbol defined(
            String name, String section, long offset, long size, int type) {
        return new TestSymbol(
                name, section, false, offset, size, type, Symbol.STB_GLOBAL, 0, null, false, null);
    }

    public TestSymbol local() {
        return binding(Symbol.STB_LOCAL);
    }

    public TestSymbol weak() {
        return binding(Symbol.STB_WEAK);
    }

    public TestSymbol binding(int newBinding) {
        return new TestSymbol(
                name,
                section,
                absolute,
                offset,
                size,
                type,
                newBinding,
                visibility,
                version,
                hiddenVersion,
                neededFile);
    }

    public TestSymbol type(int newType) {
        return new TestSymbol(
                name,
                section,
                absolute,
                offset,
                size,
                newType,
                binding,
                visibility,
                version,
                hiddenVersion,
                neededFile);
    }

    public TestSymbol visibility(int newVisibility) {
        return new TestSymbol(
                name,
                section,
                absolute,
                offset,
                size,
                type,
                binding,
                newVisibility,
                version,
                hiddenVersion,
                neededFile);
    }

    /** {@code name@@version} */
    public TestSymbol version(String newVersion) {
        return version(newVersion, false, null);
    }

    /** {@code name@version} */
    public TestSymbol hiddenVersion(String newVersion) {
        return version(newVersion, true, null);
    }

    /** A reference that wants this version of this library. */
    public TestSymbol needs(String file, String newVersion) {
        return version(newVersion, false, file);
    }

    private TestSymbol version(String newVersion, boolean hidden, String file) {
        return new TestSymbol(
                name,
                section,
                absolute,
                offset,
                size,
                type,
                binding,
                visibility,
                newVersion,
                hidden,
                file);
    }

    boolean isUndefined() {
        return section == null && !absolute;
    }
}
