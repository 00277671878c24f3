// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.Optional;

/**
 * A symbol (Elf32_Sym, Elf64_Sym).
 *
 * @param index place in its symbol table
 * @param value a link-time address; in a relocatable file an offset in its section; of an STT_TLS
 *     symbol an offset in the TLS segment; of a common symbol its alignment
 * @param size in bytes, 0 if unknown
 * @param type STT_FUNC, ...
 * @param binding STB_GLOBAL, ...
 * @param visibility STV_DEFAULT, ...
 * @param shndx st_shndx as stored: a section index or one of SHN_...
 * @param sectionIndex the section it is defined in, SHN_XINDEX already looked up; 0 if it is in
 *     none (undefined, absolute, common)
 * @param version present for dynamic symbols of objects that have versions
 */
public record Symbol(
        int index,
        String name,
        long value,
        long size,
        int type,
        int binding,
        int visibility,
        int shndx,
        int sectionIndex,
        Optional<SymbolVersion> version) {

    public static final int STT_NOTYPE = 0;
    public static final int STT_OBJECT = 1;
    public static final int STT_FUNC = 2;
    public static final int STT_SECTION = 3;
    public static final int STT_FILE = 4;
    public static final int STT_COMMON = 5;
    public static final int STT_TLS = 6;
    public static final int STT_GNU_IFUNC = 10;

    public static final int STB_LOCAL = 0;
    public static final int STB_GLOBAL = 1;
    public static final int STB_WEAK = 2;
    public static final int STB_GNU_UNIQUE = 10;

    public static final int STV_DEFAULT = 0;
    public static final int STV_INTERNAL = 1;
    public static final int STV_HIDDEN = 2;
    public static final int STV_PROTECTED = 3;

    public static final int SHN_UNDEF = 0;
    public static final int SHN_LORESERVE = 0xff00;
    public static final int SHN_ABS = 0xfff1;
    public static final int SHN_COMMON = 0xfff2;
    public static final int SHN_XINDEX = 0xffff;

    public boolean isUndefined() {
        return shndx == SHN_UNDEF;
    }

    /** Its value is not moved by loading. */
    public boolean isAbsolute() {
        return shndx == SHN_ABS;
    }

    public boolean isCommon() {
        return shndx == SHN_COMMON;
    }

    public boolean isLocal() {
        return binding == STB_LOCAL;
    }

    public boolean isWeak() {
        return binding == STB_WEAK;
    }

    /** An STT_FUNC, or an STT_GNU_IFUNC: then its value is the resolver's address. */
    public boolean isFunction() {
        return type == STT_FUNC || type == STT_GNU_IFUNC;
    }

    /** {@code name}, or {@code name@@version}, as messages name it. */
    public String displayName() {
        return name + version.map(SymbolVersion::toString).orElse("");
    }
}
